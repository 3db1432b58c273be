import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const GENERATOR = join(ROOT, 'node_modules', '@hey-api', 'openapi-ts', 'bin', 'run.js');
const COMPILER = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const SETTINGS = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    target: 'ES2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    types: [],
  },
  include: ['calls.ts'],
};

/** A folder with a client that is generated from an OpenAPI document, and calls of it that are compiled. */
export class GeneratedClient {
  private readonly folder = mkdtempSync(join(tmpdir(), 'userkeep-client-'));

  constructor() {
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
    writeFileSync(join(this.folder, 'tsconfig.json'), JSON.stringify(SETTINGS));
  }

  /** `document` is the text of the document. */
  async generate(document: string): Promise<{ code: number; output: string }> {
    writeFileSync(join(this.folder, 'openapi.json'), document);
    return this.run(GENERATOR, '-i', join(this.folder, 'openapi.json'), '-o', join(this.folder, 'client'));
  }

  async compile(calls: string): Promise<{ code: number; output: string }> {
    writeFileSync(join(this.folder, 'calls.ts'), calls);
    return this.run(COMPILER, '-p', this.folder, '--pretty', 'false');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(...command: string[]): Promise<{ code: number; output: string }> {
    return new Promise((resolve) => {
      execFile(process.execPath, command, { cwd: this.folder }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, output: `${stdout}${stderr}` }),
      );
    });
  }
}
