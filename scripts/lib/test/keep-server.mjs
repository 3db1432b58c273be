// Keeps one database server for a test that breaks it: keep-server.mjs <kind> <home> <options as JSON>.
// Tells its parent { pid, url } once the server answers, and 'ended' when it has; any word from the parent starts it
// again. Ends, and the server with it, when the parent is gone.
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

/** Created once per run, because MySQL takes many seconds for it. */
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
 * A disk of its own in memory, seen by the server alone and gone with it: a mount in a namespace that needs no root
 * where the machine lets users have one. What lies there is reached through /proc/<pid>/root.
 */
function onSmallDisk(data, bytes) {
  const script =
    'set -e; mount -t tmpfs -o size="$1",mode=0700 tmpfs "$2.disk"; cp -a --sparse=never "$2/." "$2.disk"; ' +
    'mount --bind "$2.disk" "$2"; shift 2; exec "$@"';
  fs.mkdirSync(`${data}.disk`, { recursive: true });
  const asRoot = process.getuid() === 0 ? [] : ['--map-root-user'];
  return ['unshare', '--mount', ...asRoot, 'sh', '-c', script, 'sh', String(bytes), data];
}
