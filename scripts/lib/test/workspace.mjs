// Creates a folder for the database of one run, in memory if there is enough space. It is removed after the run, or at
// the latest by the next run.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { endLeftoverServer } from '../database/private-server.mjs';
import { isAlive, ownProcesses, signalGroup, startTimeOf } from '../processes.mjs';

const PREFIX = 'userkeep-test-';
const REQUIRED_BYTES = 2 * 1024 ** 3;
const IN_MEMORY = '/dev/shm';
const OWNER_FILE = 'owner.json';

export async function makeWorkspace({ onDisk = false } = {}) {
  const folder = fs.mkdtempSync(path.join(!onDisk && hasSpace(IN_MEMORY) ? IN_MEMORY : os.tmpdir(), PREFIX));
  fs.writeFileSync(
    path.join(folder, OWNER_FILE),
    JSON.stringify({ pid: process.pid, started: await startTimeOf(process.pid) }),
  );
  return {
    folder,
    home: homeIn(folder),
    outputFile: outputIn(folder),
    async remove() {
      await endServersOfTests(folder);
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Removes the folders of runs that were killed. Each folder contains the process ID of its run. */
export async function removeAbandoned() {
  for (const parent of new Set([IN_MEMORY, os.tmpdir()])) {
    if (!fs.existsSync(parent)) continue;
    for (const name of fs.readdirSync(parent).filter((entry) => entry.startsWith(PREFIX))) {
      const folder = path.join(parent, name);
      if (!(await isAbandoned(folder))) continue;
      await endLeftoverJest(folder);
      await endLeftoverServer(homeIn(folder));
      await endServersOfTests(folder);
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
}

async function endLeftoverJest(folder) {
  const mark = `--outputFile=${outputIn(folder)}`;
  const leftover = (await ownProcesses()).find(({ args }) => args.includes(mark));
  if (leftover) signalGroup(leftover.pid, 'SIGKILL');
}

/** Tests that break a database start separate servers in the workspace, which need not be stopped gracefully. */
async function endServersOfTests(folder) {
  const servers = path.join(folder, 'servers');
  if (!fs.existsSync(servers)) return;
  for (const name of fs.readdirSync(servers)) await endLeftoverServer(path.join(servers, name), 0);
}

const homeIn = (folder) => path.join(folder, 'data');
const outputIn = (folder) => path.join(folder, 'results.json');

async function isAbandoned(folder) {
  try {
    if (fs.statSync(folder).uid !== process.getuid?.()) return false;
    const { pid, started } = JSON.parse(fs.readFileSync(path.join(folder, OWNER_FILE), 'utf8'));
    return !isAlive(pid) || (await startTimeOf(pid)) !== started;
  } catch {
    return false; // not created by a test run, or still being created
  }
}

function hasSpace(folder) {
  try {
    const { bavail, bsize } = fs.statfsSync(folder);
    fs.accessSync(folder, fs.constants.W_OK);
    return bavail * bsize >= REQUIRED_BYTES;
  } catch {
    return false;
  }
}
