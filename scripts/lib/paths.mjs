// The paths of the project. The scripts write only into folders of the checkout that git ignores.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
export const nodeModules = path.join(root, 'node_modules');
/** The output of a build: one file for each process in `apps`, bundled from the compiled sources in `modules`. */
export const dist = path.join(root, 'dist');
export const compiledModules = path.join(dist, 'modules');
export const programOf = (app, checkout = root) => path.join(checkout, 'dist', 'apps', app, 'main.js');

/** Unpacked database servers: shared by `npm start`, `npm test` and the command line, never user data. */
export const runtimeFolder = path.join(root, '.userkeep', 'runtime');

/** The data of `npm start`. A relative DATA_DIR is relative to the checkout, not to the current folder. */
export const dataFolder = path.resolve(root, process.env.DATA_DIR || '.userkeep');

/** The path for messages: relative if it is below the current folder. */
export function displayPath(file) {
  const relative = path.relative(process.cwd(), file);
  return relative && !relative.startsWith('..') ? relative : file;
}
