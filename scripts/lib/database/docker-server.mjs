// The last option: a container, if Docker is running. Unix sockets do not work with Docker's virtual machine on macOS
// and Windows, so the server listens on a port of 127.0.0.1 with a generated password. The password is stored next to
// the data, readable only by the same user.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { pause, run } from '../processes.mjs';
import { lastLine } from './apt.mjs';
import { greetingOf } from './greeting.mjs';
import { commonSettings } from './server-settings.mjs';

const IMAGES = { mariadb: 'mariadb:11.8', mysql: 'mysql:9.7' };
const START_TIMEOUT_MS = 300_000; // includes pulling the image

export async function dockerAnswers() {
  const asked = await run('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 5000 });
  return asked.code === 0 && /\d/.test(asked.stdout);
}

/** The data of a container is separate: a checkout that has some keeps using Docker, even if a server is installed later. */
export const dockerData = (home, kind) => path.join(home, `database-docker-${kind}`);

/** Creates no schemas, because the API creates missing ones. */
export async function startDockerServer(kind, { home, maxConnections }) {
  const name = containerName(home);
  await removeContainer(name);
  const data = dockerData(home, kind);
  fs.mkdirSync(data, { recursive: true, mode: 0o700 });
  const password = passwordBeside(data);
  const args = ['run', '--rm', '--name', name, '-p', '127.0.0.1::3306'];
  if (process.getuid?.() > 0) args.push('--user', `${process.getuid()}:${process.getgid()}`);
  args.push('-v', `${data}:/var/lib/mysql`, '-e', `${kind.toUpperCase()}_ROOT_PASSWORD`, IMAGES[kind]);
  args.push(...commonSettings(kind, maxConnections));
  const child = spawn('docker', args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, [`${kind.toUpperCase()}_ROOT_PASSWORD`]: password },
  });
  const state = { ended: false, said: '' };
  child.stderr.on('data', (data) => (state.said = (state.said + data).slice(-4000)));
  const exited = new Promise((resolve) => child.once('exit', resolve).once('error', resolve)).then(
    () => (state.ended = true),
  );
  const stop = async () => {
    await run('docker', ['stop', '--time', '60', name], { lasting: true });
    await removeContainer(name);
  };
  try {
    const port = await waitForPort(name, state);
    const url = (schema) => `mysql://root:${password}@127.0.0.1:${port}/${schema}`;
    return {
      kind,
      name: `${IMAGES[kind]} in Docker`,
      pid: child.pid,
      url,
      stop,
      onExit: (listener) => void exited.then(listener),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function waitForPort(name, state) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && !state.ended) {
    const port = Number(/:(\d+)/.exec((await run('docker', ['port', name, '3306/tcp'])).stdout)?.[1]);
    // During its initialisation the image listens on no port, so a greeting means that the real server is running.
    if (port && (await greetingOf({ host: '127.0.0.1', port }).catch(() => undefined))) return port;
    await pause(300);
  }
  throw new Failure(`The database container did not start: ${lastLine(state.said) || 'unknown reason'}`);
}

/** The image sets the password when it creates the data folder, so it must stay the same afterwards. */
function passwordBeside(data) {
  const file = `${data}.password`;
  if (!fs.existsSync(file)) fs.writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return fs.readFileSync(file, 'utf8');
}

const containerName = (home) => `userkeep-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`;

async function removeContainer(name) {
  await run('docker', ['rm', '--force', name], { lasting: true });
}
