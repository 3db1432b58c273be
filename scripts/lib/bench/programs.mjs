// Runs the programs of a benchmark in separate processes, each on a separate core if possible.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { findProgram, isAlive, pause } from '../processes.mjs';

const READY_MS = 60_000;
const taskset = findProgram(['taskset'], ['/usr/bin']);

/** Starts a Node program; returns { pid, url, word, order(message), stop() } once it has said that it is ready. */
export async function startProgram(node, file, { env = {}, core, log, nodeOptions = [] } = {}) {
  const command = [...(taskset && core !== undefined ? [taskset, '-c', String(core)] : []), node, ...nodeOptions, file];
  const output = log ? fs.openSync(log, 'a') : 'inherit';
  const child = spawn(command[0], command.slice(1), {
    env: { PATH: process.env.PATH, ...env },
    // Log lines are formatted but written to /dev/null, so that the disk does not affect the result.
    stdio: ['ignore', 'ignore', output, 'ipc'],
  });
  if (log) fs.closeSync(output);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const nextWord = () =>
    Promise.race([
      new Promise((resolve) => child.once('message', resolve)),
      ended.then(() => {
        throw new Failure(`${path.basename(file)} ended${log ? `; see ${log}` : ''}.`);
      }),
    ]);
  const program = {
    pid: child.pid,
    async order(message) {
      child.send(message);
      return nextWord();
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
    nextWord,
  };
  return program;
}

/** The same for a server, which says where it is. */
export async function startServer(node, file, options) {
  const program = await startProgram(node, file, options);
  const word = await Promise.race([program.nextWord(), pause(READY_MS)]);
  if (word?.type !== 'ready') {
    await program.stop();
    throw new Failure(`${path.basename(file)} did not start: ${word?.reasons?.[0] ?? 'no word from it'}`);
  }
  return Object.assign(program, { url: word.url.replace('localhost', '127.0.0.1'), word });
}

/** Everything of a process that already runs onto one core. */
export function pin(pid, core) {
  if (!taskset || !isAlive(pid)) return;
  const { status } = spawnSync(taskset, ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' });
  if (status !== 0) throw new Failure(`Process ${pid} could not be put onto core ${core}.`);
}

export const canPin = taskset !== undefined;
