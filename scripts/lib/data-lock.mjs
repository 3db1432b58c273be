// Only one process can use a data folder at a time, because two servers would corrupt it.
import path from 'node:path';
import { Failure } from './failure.mjs';
import { tryLock } from './lock.mjs';
import { dataFolder, displayPath } from './paths.mjs';

export const START = 'npm start';
export const COMMAND = 'npx userkeep';

export const tryDataLock = (purpose) => tryLock(path.join(dataFolder, 'userkeep.lock'), purpose);

export function ownedBy({ pid, purpose }) {
  const where = `the data in ${displayPath(dataFolder)} (process ${pid})`;
  return purpose === COMMAND
    ? new Failure(`\`${COMMAND}\` is using ${where}. Try again when it has finished.`)
    : new Failure(
        `\`${START}\` is already running with ${where}. Stop it with Ctrl-C, or set another DATA_DIR and PORT for this one.`,
      );
}
