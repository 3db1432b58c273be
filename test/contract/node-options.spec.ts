import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const ROOT = join(__dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The list that `npm start` and the benchmark use. */
const { stdout } = spawnSync(process.execPath, [
  '--input-type=module',
  '--eval',
  `import { NODE_OPTIONS } from '${join(ROOT, 'scripts/lib/api/node-options.mjs')}'; console.log(JSON.stringify(NODE_OPTIONS));`,
]);
const options = JSON.parse(String(stdout)) as string[];

describe("Node's options", () => {
  it('are the same for `npm start` and for the containers of the API and the worker', () => {
    const [, entrypoint = ''] = /^ENTRYPOINT (\[.*\])$/m.exec(read('Dockerfile')) ?? [];
    expect(JSON.parse(entrypoint)).toEqual(['node', ...options, 'dist/apps/api/main.js']);
    const { services } = parse(read('compose.yaml')) as { services: Record<string, { entrypoint?: string[] }> };
    expect(services.worker?.entrypoint).toEqual(['node', ...options, 'dist/apps/worker/main.js']);
    expect(services.api).not.toHaveProperty('entrypoint');
  });

  it('are valid options of Node', () => {
    const { status, stderr } = spawnSync(process.execPath, [...options, '--eval', 'gc()'], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });
});
