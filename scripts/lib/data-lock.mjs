// One process at a time owns a data folder: two servers on one folder would destroy it.
import path from 'node:path';
import { Failure } from './failure.mjs';
import { tryLock } from './lock.mjs';
import { dataFolder, shown } from './paths.mjs';

export const START = 'npm start';
export const COMMAND = 'npx userkeep';

export const tryDataLock = (purpose) => tryLock(path.join(dataFolder, 'userkeep.lock'), purpose);

export function ownedBy({ pid, purpose }) {
  const where = `the data in ${shown(dataFolder)} (process ${pid})`;
  return purpose === COMMAND
    ? new Failure(`\`${COMMAND}\` is working on ${where}; try again when it has ended.`)
    : new Failure(
        `\`${START}\` already runs with ${where}; stop it there with Ctrl-C, or give this one a DATA_DIR and a PORT of its own.`,
      );
}
