// DATA_DIR/runtime.json: the running processes, for the command line and for the next start after a kill.
import fs from 'node:fs';
import path from 'node:path';
import { dataFolder } from './paths.mjs';
import { endProcess, isAlive, ownProcesses } from './processes.mjs';

const file = path.join(dataFolder, 'runtime.json');

export function writeRuntime(runtime) {
  fs.writeFileSync(`${file}.draft`, JSON.stringify(runtime, null, 2), { mode: 0o600 });
  fs.renameSync(`${file}.draft`, file);
}

export function readRuntime() {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The private database of a running `npm start`, if there is one. */
export function runningDatabase() {
  const runtime = readRuntime();
  return runtime?.databasePid && isAlive(runtime.databasePid) ? runtime : undefined;
}

export function removeRuntime() {
  fs.rmSync(file, { force: true });
}

/** Ends the API of a killed start. The process id alone may be reused, so the command line must be that of the API. */
export async function endLeftoverApi(program) {
  const pid = readRuntime()?.apiPid;
  const leftover = (await ownProcesses()).find((entry) => entry.pid === pid && entry.args.includes(program));
  if (leftover) await endProcess(leftover.pid, 15_000);
  removeRuntime();
}
