import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

describe('A client generated from openapi.json', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'userkeep-client-'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(SETTINGS));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has a method with matching types for each operation that an app calls', async () => {
    cpSync(join(__dirname, 'fixtures', 'client', 'calls.ts'), join(folder, 'calls.ts'));
    const generated = await run(GENERATOR, '-i', join(ROOT, 'openapi.json'), '-o', join(folder, 'client'));
    expect(generated).toMatchObject({ code: 0 });
    expect(await run(COMPILER, '-p', folder, '--pretty', 'false')).toEqual({ code: 0, output: '' });
  });

  it('rejects a call that the document does not describe', async () => {
    const wrong = "import { updateProfile } from './client';\nvoid updateProfile({ body: { bio: 5 } });\n";
    writeFileSync(join(folder, 'calls.ts'), wrong);
    expect((await run(COMPILER, '-p', folder, '--pretty', 'false')).output).toContain('calls.ts(2,');
  });

  function run(...command: string[]): Promise<{ code: number; output: string }> {
    return new Promise((resolve) => {
      execFile(process.execPath, command, { cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, output: `${stdout}${stderr}` }),
      );
    });
  }
});
