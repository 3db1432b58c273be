import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
/** What is installed, built or private. This list replaces git, because a source archive has no history. */
const LEFT_OUT = new Set(['.env', '.git', '.userkeep', 'coverage', 'dist', 'node_modules']);
/** What is installed or built once and only read. */
const SHARED = ['node_modules', '.userkeep/runtime', '.userkeep/test-libraries'];

export interface Finished {
  readonly code: number;
  readonly output: string;
}

/** A copy of the files of the checkout, for tests of commands that change them. Its tests use the server of this run. */
export class CheckoutCopy {
  readonly folder = mkdtempSync(join(tmpdir(), 'userkeep-copy-'));

  static make(): CheckoutCopy {
    const copy = new CheckoutCopy();
    for (const name of readdirSync(ROOT)) {
      if (!LEFT_OUT.has(name)) cpSync(join(ROOT, name), join(copy.folder, name), { recursive: true });
    }
    mkdirSync(join(copy.folder, '.userkeep'));
    for (const name of SHARED) symlinkSync(join(ROOT, name), join(copy.folder, name));
    return copy;
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  /** Runs npm with only those variables of this process that locate programs and the database server. */
  npm(...args: string[]): Promise<Finished> {
    const { PATH, HOME, TEST_DATABASE_URL } = process.env;
    return execute('npm', ['run', '--silent', ...args], this.folder, { PATH, HOME, TEST_DATABASE_URL });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function execute(program: string, args: string[], cwd: string, env?: NodeJS.ProcessEnv): Promise<Finished> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env, maxBuffer: 2 ** 27 }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : 1;
      resolve({ code: error ? code : 0, output: stdout + stderr });
    });
  });
}
