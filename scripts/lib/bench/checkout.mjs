// A checkout that is measured: this one or another. Its program, options and operation IDs come from its own files.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIn } from '../build/ensure-build.mjs';
import { Failure } from '../failure.mjs';
import { programOf, root } from '../paths.mjs';
import { run } from '../processes.mjs';

/** Returns { folder, commit, program, nodeOptions, operationIdOf(route) }. */
export async function readCheckout(folder = root) {
  const { NODE_OPTIONS } = await import(pathToFileURL(path.join(folder, 'scripts', 'lib', 'api', 'node-options.mjs')));
  const { paths } = JSON.parse(fs.readFileSync(path.join(folder, 'openapi.json'), 'utf8'));
  return {
    folder,
    commit: await commitOf(folder),
    program: programOf('api', folder),
    nodeOptions: NODE_OPTIONS,
    /** The `operationId` of a route such as `get /v1/me`, which may differ between builds. */
    operationIdOf(route) {
      const [method, url] = route.split(' ');
      return paths[url][method].operationId;
    },
  };
}

/** Builds another checkout with its own script, which compiles only what has changed. */
export async function buildOther(step, folder) {
  if (!fs.existsSync(path.join(folder, 'scripts', 'build.mjs')))
    throw new Failure(`${folder} is not a checkout of userkeep.`);
  if (fs.realpathSync(folder) === fs.realpathSync(root))
    throw new Failure('--against needs another checkout than this one.');
  if (!fs.existsSync(path.join(folder, 'node_modules')))
    throw new Failure(`${folder} has no node_modules; run \`npm ci\` there.`);
  await step(`Building ${folder}`, () => buildIn(folder));
}

async function commitOf(folder) {
  const { code, stdout } = await run('git', ['describe', '--always', '--dirty'], { cwd: folder });
  return code === 0 ? stdout.trim() : undefined;
}
