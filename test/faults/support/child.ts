import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** A process that runs one file of this folder. A test can kill, stop and continue it. */
export class Child {
  output = '';
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** The messages that the process has sent so far, unless the test receives each of them. */
  readonly messages: string[] = [];
  private readonly child: ChildProcess;

  constructor(file: string, env: NodeJS.ProcessEnv, onMessage?: (message: string) => void) {
    this.child = fork(join(__dirname, file), {
      execArgv: ['--require', join(__dirname, 'run-typescript.cjs')],
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk) => (this.output += String(chunk)));
    }
    this.child.on('message', (message: string) => {
      if (onMessage) onMessage(message);
      else this.messages.push(message);
    });
    this.ended = new Promise((resolve) => this.child.on('close', (code, signal) => resolve({ code, signal })));
  }

  /** Resolves once the process is stopped, by itself or by a signal. */
  async isStopped(): Promise<void> {
    const end = performance.now() + 20_000;
    while (!stateOf(this.child.pid).startsWith('T')) {
      if (performance.now() > end) throw new Error(`The process did not stop:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** A process that has ended receives nothing. */
  send(message: string): void {
    this.child.send(message, () => undefined);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

function stateOf(pid: number | undefined): string {
  return spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}
