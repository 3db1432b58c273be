// Runs the API as a child process, with its log, ready message and shutdown.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createInterface } from 'node:readline';
import { Failure } from '../failure.mjs';
import { programOf, root, displayPath } from '../paths.mjs';
import { endProcess } from '../processes.mjs';
import { readableLine } from './log-lines.mjs';
import { NODE_OPTIONS } from './node-options.mjs';

const READY_TIMEOUT_MS = 180_000; // Includes migrations of a large database.
const STOP_PATIENCE_MS = 15_000;
const LOG_LIMIT_BYTES = 20_000_000;

export const apiProgram = programOf('api');

/**
 * Returns { pid, ready, stop(), exited }. `ready` rejects if the API refuses to start; `exited` resolves when it exits. The
 * API holds the `lifeline` of its database, so that the database does not stop first.
 */
export function startApi({ node, env, logFile, showAll, print, lifeline = 'ignore' }) {
  rotate(logFile);
  const log = fs.createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  // A separate process group, so that Ctrl-C reaches only this script, which stops everything in the right order.
  const child = spawn(node, [...NODE_OPTIONS, apiProgram], {
    cwd: root,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', lifeline],
  });
  const recent = [];
  follow(child.stdout, (line) => {
    const text = readableLine(line, { all: showAll, colour: process.stdout.isTTY && !process.env.NO_COLOR });
    if (text) print(text);
  });
  follow(child.stderr, (line) => {
    recent.push(line);
    if (recent.length > 40) recent.shift();
    if (showAll) print(line);
  });
  function follow(stream, show) {
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      show(line);
    });
  }

  // 'close' is emitted after the last line has been read; 'exit' can be earlier.
  const exited = new Promise((resolve) => {
    child.once('error', () => resolve({}));
    child.once('close', (code, signal) => resolve({ code, signal }));
  }).then((result) => {
    log.end();
    return result;
  });
  return {
    pid: child.pid,
    ready: waitForMessage(child, exited, logFile, recent),
    exited,
    stop: async () => {
      if (child.pid && child.exitCode === null && child.signalCode === null)
        await endProcess(child.pid, STOP_PATIENCE_MS);
      await exited;
    },
  };
}

async function waitForMessage(child, exited, logFile, recent) {
  let timer;
  const ready = new Promise((resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(new Failure(`The API was not ready within ${READY_TIMEOUT_MS / 1000} s; see ${displayPath(logFile)}.`)),
      READY_TIMEOUT_MS,
    );
    child.on('message', (message) => {
      if (message?.type === 'ready') resolve(message);
      if (message?.type === 'refused') reject(refusal(message.reasons));
    });
    exited.then(() =>
      reject(new Failure(`The API stopped before it was ready${firstError(recent)}; see ${displayPath(logFile)}.`)),
    );
  });
  try {
    return await ready;
  } finally {
    clearTimeout(timer);
  }
}

function refusal(reasons) {
  const [first = 'The API refused to start.', ...also] = (reasons ?? []).map((reason) => String(reason).split('\n')[0]);
  return new Failure(first, { also });
}

function firstError(lines) {
  const line = lines.find((text) => /^\w*(Error|Exception)\b.*:/.test(text));
  return line ? ` (${line.trim()})` : '';
}

function rotate(file) {
  if (fs.existsSync(file) && fs.statSync(file).size > LOG_LIMIT_BYTES) fs.renameSync(file, `${file}.1`);
}
