// Where things are. Everything the scripts create lies below the checkout's ignored folders.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
export const nodeModules = path.join(root, 'node_modules');
/** What a build makes: one file for each process in `apps`, out of the compiled sources in `modules`. */
export const dist = path.join(root, 'dist');
export const compiledModules = path.join(dist, 'modules');
export const programOf = (app) => path.join(dist, 'apps', app, 'main.js');

/** Unpacked database servers: shared by `npm start`, `npm test` and the command line, never user data. */
export const runtimeFolder = path.join(root, '.userkeep', 'runtime');

/** The data of `npm start`. A relative DATA_DIR is meant from the checkout, wherever the command was typed. */
export const dataFolder = path.resolve(root, process.env.DATA_DIR || '.userkeep');

/** How a path is shown to a reader: short when it is below the current folder. */
export function shown(file) {
  const relative = path.relative(process.cwd(), file);
  return relative && !relative.startsWith('..') ? relative : file;
}
