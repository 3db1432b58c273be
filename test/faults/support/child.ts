import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** A process that runs one file of this folder, to be killed, stopped and woken at will. */
export class Child {
  output = '';
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** What it has sent so far, word by word. */
  readonly said: string[] = [];
  private readonly child: ChildProcess;

  constructor(file: string, env: NodeJS.ProcessEnv) {
    this.child = fork(join(__dirname, file), {
      execArgv: ['--require', join(__dirname, 'run-typescript.cjs')],
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk) => (this.output += String(chunk)));
    }
    this.child.on('message', (message) => void this.said.push(message as string));
    this.ended = new Promise((resolve) => this.child.on('close', (code, signal) => resolve({ code, signal })));
  }

  /** Resolves once the process has stopped itself, or somebody else has. */
  async standsStill(): Promise<void> {
    const end = performance.now() + 20_000;
    while (!stateOf(this.child.pid).startsWith('T')) {
      if (performance.now() > end) throw new Error(`It went on:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  tell(word: string): void {
    this.child.send(word);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

function stateOf(pid: number | undefined): string {
  return spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}
