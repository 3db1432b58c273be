// Builds if the sources have changed since the last build.
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { withLock } from '../lock.mjs';
import { root } from '../paths.mjs';
import { run } from '../processes.mjs';
import { isUpToDate } from './sources.mjs';

const buildLock = path.join(root, '.userkeep', 'build.lock');

export async function ensureBuild(step) {
  if (isUpToDate()) return;
  await step('Building', () => buildIn(root));
}

/** Runs the build script of a checkout, in a separate process, so that the memory of the compiler is released. */
export async function buildIn(folder) {
  const result = await run(process.execPath, [path.join(folder, 'scripts', 'build.mjs')], { cwd: folder });
  if (result.code !== 0)
    throw new Failure('The sources could not be built:', { also: result.stderr.trim().split('\n') });
}

export const withBuildLock = (work) => withLock(buildLock, 'build', work);
