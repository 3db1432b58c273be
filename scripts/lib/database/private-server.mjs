// Starts and stops a private server on a private data folder.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { guard } from '../guardian.mjs';
import { endProcess, ownProcesses, pause } from '../processes.mjs';
import { greetingOf } from './greeting.mjs';
import { initialise } from './initialise.mjs';
import { nameOf } from './server-program.mjs';
import { placeSettings, runSettings, temporaryFolder } from './server-settings.mjs';
import { makeSocketFolder } from './socket-folder.mjs';

const START_TIMEOUT_MS = 90_000; // recovery after a power failure takes a while
const STOP_PATIENCE_MS = 60_000;

/**
 * Returns { kind, name, pid, lifeline, url(schema), stop(), onExit(listener) }. The server ends when every process that
 * holds `lifeline` has ended. `home` is a private folder with mode 0700. `settings` override the default ones.
 * `within(data)` returns a command that runs the server in a separate environment.
 */
export async function startPrivateServer(
  server,
  { home, schemas = [], maxConnections, settings = [], within = () => [] },
) {
  fs.mkdirSync(home, { recursive: true, mode: 0o700 });
  const data = path.join(home, 'database');
  fs.mkdirSync(temporaryFolder(data), { recursive: true, mode: 0o700 });
  if (!fs.existsSync(data)) await initialise(server, data);
  const { socket, remove } = makeSocketFolder(path.join(home, 'run'));
  const log = path.join(home, 'database.log');
  fs.rmSync(log, { force: true });
  const initFile = path.join(path.dirname(socket), 'schemas.sql');
  fs.writeFileSync(
    initFile,
    schemas.map((name) => `CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4;\n`).join(''),
  );

  const [command, ...args] = [
    ...within(data),
    server.command,
    ...server.prefix,
    ...placeSettings(server, data),
    ...runSettings(server, { socket, log, initFile, maxConnections }),
    ...settings,
  ];
  // A separate process group, so that Ctrl-C reaches only this script, which stops the API first and the database last.
  const child = spawn(command, args, {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, ...server.env },
  });
  const guardian = child.pid ? guard(child.pid) : undefined;
  const running = { ended: false };
  const exited = new Promise((resolve) => child.once('exit', resolve).once('error', resolve)).then(() => {
    running.ended = true;
    guardian?.dismiss();
  });
  const stop = async () => {
    if (!running.ended && child.pid) await endProcess(child.pid, STOP_PATIENCE_MS);
    remove();
  };
  try {
    await waitForGreeting(socket, running, log, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    kind: server.kind,
    name: nameOf(server),
    pid: child.pid,
    lifeline: guardian.lifeline,
    url: (schema) => `mysql://root@localhost/${schema}?socketPath=${encodeURI(socket)}`,
    stop,
    onExit: (listener) => void exited.then(listener),
  };
}

async function waitForGreeting(socket, running, log, server) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && !running.ended) {
    try {
      return await greetingOf({ path: socket }, 10_000);
    } catch {
      await pause(20);
    }
  }
  const verb = running.ended ? 'did not start' : 'did not answer in time';
  throw new Failure(`The private ${nameOf(server)} ${verb}: ${reasonIn(log)}`);
}

function reasonIn(log) {
  const lines = fs.existsSync(log) ? fs.readFileSync(log, 'utf8').split('\n') : [];
  const errors = lines.filter((line) => line.includes('[ERROR]') && !/Aborting|Failed to initialize DD/.test(line));
  return errors[0]?.replace(/^.*?\[ERROR\]\s*/, '') ?? 'it gave no reason';
}

/** Ends a server that a killed run left on this data folder. Its command line names the folder exactly. */
export async function endLeftoverServer(home, patienceMs = STOP_PATIENCE_MS) {
  const marks = ['database', 'database.partial'].map((name) => `--datadir=${path.join(home, name)}`);
  const leftovers = (await ownProcesses()).filter(({ args }) => args.some((arg) => marks.includes(arg)));
  for (const { pid, args } of leftovers) {
    await endProcess(pid, patienceMs);
    const socket = args.find((arg) => arg.startsWith('--socket='))?.slice('--socket='.length);
    if (socket) fs.rmSync(path.dirname(socket), { recursive: true, force: true });
  }
}
