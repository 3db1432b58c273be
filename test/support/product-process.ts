import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropSchemas, urlOf } from './test-database';

const ROOT = join(__dirname, '../..');
const LIMIT_MS = 60_000;

/** The product as it is shipped: built, and run in a separate process. */
export class ProductProcess {
  output = '';
  readonly exited: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk) => (this.output += String(chunk)));
    child.stderr?.on('data', (chunk) => (this.output += String(chunk)));
    this.exited = new Promise((resolve) => child.on('exit', (code) => resolve(code)));
  }

  get pid(): number {
    return this.child.pid as number;
  }

  static build(): void {
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts/build.mjs')], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`The build failed: ${stderr}`);
  }

  static start(app: 'api' | 'worker', env: NodeJS.ProcessEnv): ProductProcess {
    const main = join(ROOT, `dist/apps/${app}/main.js`);
    return new ProductProcess(
      spawn(process.execPath, [main], {
        env: { PATH: process.env.PATH, ...env },
        stdio: app === 'api' ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** The worker without its bundle, so that the script `preload` can change the libraries that it loads. */
  static workerWith(preload: string, env: NodeJS.ProcessEnv): ProductProcess {
    const main = join(ROOT, 'dist/modules/apps/worker/main.js');
    return new ProductProcess(
      spawn(process.execPath, ['--require', preload, main], {
        env: { PATH: process.env.PATH, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** The command line. */
  static command(args: readonly string[], env: NodeJS.ProcessEnv): ProductProcess {
    const main = join(ROOT, 'dist/apps/cli/main.js');
    return new ProductProcess(
      spawn(process.execPath, [main, ...args], {
        env: { PATH: process.env.PATH, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** The message to the parent process: the URL once it is ready, or the reasons why it did not start. */
  async said(): Promise<{
    type: string;
    url?: string;
    reasons?: string[];
    firstAdministrator?: { token: string; link: string; command: string };
  }> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`The process sent no message:\n${this.output}`)), LIMIT_MS);
      this.child.once('message', (message) => {
        clearTimeout(timer);
        resolve(message as { type: string });
      });
      void this.exited.then(() => setImmediate(() => reject(new Error(`The process ended:\n${this.output}`))));
    });
  }

  /** SIGSTOP pauses the process, like a paused machine; SIGCONT continues it. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode === null) this.child.kill(signal);
    return this.exited;
  }
}

/** Long deadlines, so that a busy machine fails no test. Tests of the deadlines set shorter ones. */
export const LONG_DEADLINES = { REQUEST_MS: '20000', DATABASE_STATEMENT_MS: '15000', DATABASE_ACQUIRE_MS: '10000' };

/** Settings for processes with their own databases. */
export function ownSettings(): { env: NodeJS.ProcessEnv; remove(): Promise<void> } {
  const name = `process_${randomBytes(6).toString('hex')}`;
  const dataDir = mkdtempSync(join(tmpdir(), 'userkeep-process-'));
  return {
    env: {
      NODE_ENV: 'development',
      DATABASE_URL: urlOf(name),
      DATA_DIR: dataDir,
      PORT: '0',
      RATE_LIMIT_SCALE: '10000',
      ARGON2_MEMORY_KIB: '64',
      ARGON2_PASSES: '1',
      ...LONG_DEADLINES,
    },
    async remove() {
      await dropSchemas([name, `${name}_keys`]);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
