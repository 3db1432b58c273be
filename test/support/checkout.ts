import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ROOT = join(__dirname, '../..');
const SHARED = ['.env.example', '.swcrc', 'apps', 'compose.yaml', 'dist', 'libs', 'node_modules', 'package-lock.json'];
const LIMIT_MS = 60_000;

/** A checkout with a separate `.env` file and data folder, so that those of the developer are neither used nor changed. */
export class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), 'userkeep-checkout-'));
  private readonly started: ChildProcess[] = [];

  constructor() {
    // A copy instead of a link, because the scripts locate the checkout by their own path.
    cpSync(join(ROOT, 'scripts'), join(this.folder, 'scripts'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(this.folder, 'package.json'));
    for (const name of SHARED) symlinkSync(join(ROOT, name), join(this.folder, name));
    mkdirSync(join(this.folder, '.userkeep'));
    mkdirSync(join(ROOT, '.userkeep', 'runtime'), { recursive: true });
    symlinkSync(join(ROOT, '.userkeep', 'runtime'), join(this.folder, '.userkeep', 'runtime'));
  }

  writeEnv(lines: readonly string[]): void {
    writeFileSync(join(this.folder, '.env'), lines.map((line) => `${line}\n`).join(''));
  }

  /** Runs a command in the checkout, with only PATH and HOME of the environment of this process. */
  run(command: readonly string[], env: NodeJS.ProcessEnv = {}): { child: ChildProcess; output: () => string } {
    const [program = '', ...args] = command;
    const child = spawn(program, args, {
      cwd: this.folder,
      detached: true,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    child.stdout?.on('data', (chunk) => (text += String(chunk)));
    child.stderr?.on('data', (chunk) => (text += String(chunk)));
    this.started.push(child);
    return { child, output: () => text };
  }

  /** Resolves with the banner once the API is ready. */
  async ready(run: { output: () => string }): Promise<string> {
    await until(() => run.output().includes('Press Ctrl-C to stop'), run.output);
    return run.output();
  }

  /** The processes of the running `npm start`. */
  processes(): { apiPid: number; databasePid: number } {
    return JSON.parse(readFileSync(join(this.folder, '.userkeep', 'runtime.json'), 'utf8')) as never;
  }

  databaseLog(): string {
    return readFileSync(join(this.folder, '.userkeep', 'database.log'), 'utf8');
  }

  async remove(): Promise<void> {
    const file = join(this.folder, '.userkeep', 'runtime.json');
    const left = existsSync(file) ? Object.values(this.processes()) : [];
    const pids = [...this.started.map(({ pid }) => pid), ...left].filter((pid) => typeof pid === 'number');
    for (const pid of pids) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
    await gone(pids);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function gone(pids: readonly number[]): Promise<void> {
  await until(
    () => !pids.some(isRunning),
    () => `Still running: ${pids.filter(isRunning).join(', ')}`,
  );
}

async function until(isMet: () => boolean, describe: () => string): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  while (!isMet()) {
    if (Date.now() > deadline) throw new Error(`The condition was not met in time. ${describe()}`);
    await pause(20);
  }
}

/** A zombie counts as ended, even if its parent has not waited for it. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
  } catch (error) {
    // Without /proc only the signal shows whether the process runs.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && !existsSync('/proc/self');
  }
}
