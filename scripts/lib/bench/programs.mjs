// Runs the programs of a benchmark in separate processes, each on a separate core if possible.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { findProgram, isAlive, pause } from '../processes.mjs';

const READY_MS = 60_000;
const taskset = findProgram(['taskset'], ['/usr/bin']);

/** Starts a Node program. Returns { pid, request(message), nextMessage(), stop() }. */
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
  const nextMessage = () =>
    Promise.race([
      new Promise((resolve) => child.once('message', resolve)),
      ended.then(() => {
        throw new Failure(`${path.basename(file)} ended${log ? `; see ${log}` : ''}.`);
      }),
    ]);
  const program = {
    pid: child.pid,
    async request(message) {
      child.send(message);
      return nextMessage();
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
    nextMessage,
  };
  return program;
}

/** Starts a server and waits until it is ready. The result also has { url, message }. */
export async function startServer(node, file, options) {
  const program = await startProgram(node, file, options);
  const message = await Promise.race([program.nextMessage(), pause(READY_MS)]);
  if (message?.type !== 'ready') {
    await program.stop();
    throw new Failure(`${path.basename(file)} did not start: ${message?.reasons?.[0] ?? 'it sent no message'}`);
  }
  return Object.assign(program, { url: message.url.replace('localhost', '127.0.0.1'), message });
}

/** Moves all threads of a running process to one core. */
export function pin(pid, core) {
  if (!taskset || !isAlive(pid)) return;
  const { status } = spawnSync(taskset, ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' });
  if (status !== 0) throw new Failure(`Process ${pid} could not be moved to core ${core}.`);
}

export const canPin = taskset !== undefined;
