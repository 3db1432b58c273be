// Runs npm, even if this script runs on the Node that npm is about to replace.
import fs from 'node:fs';
import path from 'node:path';
import { nodeModules, root } from './paths.mjs';
import { isAlive, pause, run, signalGroup, startTimeOf } from './processes.mjs';

const pidFile = path.join(root, '.userkeep', 'npm.pid');

export async function npm(args) {
  await endLeftoverNpm();
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => !folder.startsWith(nodeModules));
  const env = { ...process.env, PATH: folders.join(path.delimiter) };
  delete env.NODE_ENV; // production would omit the dependencies of the build
  const cli = process.env.npm_execpath;
  // `npm ci` empties node_modules, so it must not run on the Node that lives there.
  const ownNode = process.execPath.startsWith(nodeModules) ? 'node' : process.execPath;
  const [command, first] = cli?.endsWith('npm-cli.js') ? [ownNode, [cli]] : ['npm', []];
  try {
    return await run(command, [...first, ...args], { cwd: root, env, started: remember });
  } finally {
    fs.rmSync(pidFile, { force: true });
  }
}

async function remember(pid) {
  fs.mkdirSync(path.dirname(pidFile), { recursive: true, mode: 0o700 });
  fs.writeFileSync(pidFile, JSON.stringify({ pid, started: await startTimeOf(pid) }));
}

/** An npm whose parent was killed still writes into node_modules, and a second one at the same time would corrupt it. */
async function endLeftoverNpm() {
  if (!fs.existsSync(pidFile)) return;
  const { pid, started } = JSON.parse(fs.readFileSync(pidFile, 'utf8') || '{}');
  if (!pid || (await startTimeOf(pid)) !== started) return;
  signalGroup(pid, 'SIGKILL');
  while (isAlive(pid)) await pause(25);
}
