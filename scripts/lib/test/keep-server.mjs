// Runs a database server for a test that breaks it: keep-server.mjs <kind> <home> <options as JSON>. Sends { pid, url }
// to its parent once the server responds, and 'ended' when the server has exited; any message from the parent starts it
// again. When the parent has exited, this process stops the server and exits.
import fs from 'node:fs';
import path from 'node:path';
import { initialise } from '../database/initialise.mjs';
import { serverProgram } from '../database/ladder.mjs';
import { startPrivateServer } from '../database/private-server.mjs';
import { runScript } from '../failure.mjs';
import { withLock } from '../lock.mjs';
import { endProcess } from '../processes.mjs';
import { createSteps } from '../steps.mjs';

const [kind, home, options] = process.argv.slice(2);

await runScript(async () => {
  const { settings, maxConnections, diskBytes } = JSON.parse(options);
  const server = await serverProgram(createSteps(process.stderr), kind);
  if (!server) throw new Error(`No ${kind} server is available for tests that start and kill it.`);
  await copyOfFreshData(server);
  const within = diskBytes ? (data) => onSmallDisk(data, diskBytes) : undefined;
  const orphaned = new Promise((resolve) => process.once('disconnect', resolve));
  try {
    while (process.connected) {
      const running = await startPrivateServer(server, { home, settings, maxConnections, within });
      const ended = new Promise((resolve) => running.onExit(resolve));
      const again = new Promise((resolve) => process.once('message', resolve));
      process.send({ pid: running.pid, url: running.url('') });
      await Promise.race([ended, orphaned.then(() => endProcess(running.pid, 0))]);
      if (process.connected) process.send('ended');
      await Promise.race([again, orphaned]);
    }
  } finally {
    if (process.connected) process.disconnect();
  }
});

/** The data is created once per run, because this takes MySQL many seconds. */
async function copyOfFreshData(server) {
  const data = path.join(home, 'database');
  if (fs.existsSync(data)) return;
  const fresh = path.join(path.dirname(path.dirname(home)), 'fresh', kind);
  await withLock(`${fresh}.lock`, 'fresh data folder', async () => {
    if (!fs.existsSync(fresh)) await initialise(server, fresh);
  });
  fs.cpSync(fresh, data, { recursive: true });
  fs.chmodSync(data, 0o700);
}

/**
 * Starts the server with a separate disk in memory that only the server sees and that is removed with it. It is a mount
 * in a namespace, which needs no root where the machine allows this. Its files can be reached through /proc/<pid>/root.
 */
function onSmallDisk(data, bytes) {
  const script =
    'set -e; mount -t tmpfs -o size="$1",mode=0700 tmpfs "$2.disk"; cp -a --sparse=never "$2/." "$2.disk"; ' +
    'mount --bind "$2.disk" "$2"; shift 2; exec "$@"';
  fs.mkdirSync(`${data}.disk`, { recursive: true });
  const asRoot = process.getuid() === 0 ? [] : ['--map-root-user'];
  return ['unshare', '--mount', ...asRoot, 'sh', '-c', script, 'sh', String(bytes), data];
}
