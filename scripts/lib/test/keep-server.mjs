// Runs a database server for a test that breaks it: keep-server.mjs <kind> <home> <options as JSON>. Sends { pid, url }
// to its parent once the server responds. The parent sends a signal, such as 'SIGKILL', to end the server, receives
// 'ended', and starts it again with any message. A server that ends by itself is started again at once, as in
// production, and the message contains its log. When the parent has exited, this process stops the server and exits.
import { on } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { initialise } from '../database/initialise.mjs';
import { serverProgram } from '../database/ladder.mjs';
import { startPrivateServer } from '../database/private-server.mjs';
import { Failure, runScript } from '../failure.mjs';
import { withLock } from '../lock.mjs';
import { sendSignal } from '../processes.mjs';
import { createSteps } from '../steps.mjs';

const MAX_RESTARTS = 5;
const LOG_CHARACTERS = 8000;
const [kind, home, options] = process.argv.slice(2);

await runScript(async () => {
  const { settings, maxConnections, diskBytes } = JSON.parse(options);
  const server = await serverProgram(createSteps(process.stderr), kind);
  if (!server) throw new Error(`No ${kind} server is available for tests that start and kill it.`);
  await copyOfFreshData(server);
  const within = diskBytes ? (data) => onSmallDisk(data, diskBytes) : undefined;
  const orphaned = new Promise((resolve) => process.once('disconnect', resolve));
  const messages = on(process, 'message');
  const nextMessage = async () => (await messages.next()).value[0];
  let message = nextMessage();
  let endedWith;
  let restarts = 0;
  try {
    while (process.connected) {
      const running = await startPrivateServer(server, { home, settings, maxConnections, within });
      process.send({ pid: running.pid, url: running.url(''), endedWith });
      const ended = new Promise((resolve) => running.onExit(resolve));
      const signal = await Promise.race([ended, message, orphaned.then(() => 'SIGKILL')]);
      endedWith = signal ? undefined : endOfLog();
      if (endedWith && ++restarts > MAX_RESTARTS) throw new Failure(`The server keeps ending by itself: ${endedWith}`);
      if (!signal) continue;
      sendSignal(running.pid, signal);
      await ended;
      if (process.connected) process.send('ended');
      await Promise.race([nextMessage(), orphaned]);
      message = nextMessage();
    }
  } finally {
    if (process.connected) process.disconnect();
  }
});

function endOfLog() {
  return fs.readFileSync(path.join(home, 'database.log'), 'utf8').slice(-LOG_CHARACTERS) || 'The log is empty.';
}

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
