import { execFile } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const FIXTURES = join(__dirname, 'fixtures', 'boundaries');
const NOT_ON_THE_MAP = 'not-in-allowed';

/** Each planted file does one thing wrong; the others there do everything that is allowed. */
const PLANTED: Record<string, readonly string[]> = {
  'apps/api/planted-inside.ts': [NOT_ON_THE_MAP],
  'apps/planted-loose.ts': [NOT_ON_THE_MAP],
  'apps/worker/planted-app.ts': [NOT_ON_THE_MAP],
  'libs/features/auth/planted/inside-type.ts': [NOT_ON_THE_MAP],
  'libs/features/auth/planted/inside.ts': [NOT_ON_THE_MAP],
  'libs/features/auth/planted/listener.ts': [NOT_ON_THE_MAP],
  'libs/features/unlisted/unlisted.module.ts': [NOT_ON_THE_MAP],
  'libs/features/users/planted/app.ts': [NOT_ON_THE_MAP],
  'libs/features/users/planted/circle-other.ts': ['no-circle'],
  'libs/features/users/planted/development.ts': [NOT_ON_THE_MAP],
  'libs/features/users/planted/entity.controller.ts': ['controllers-see-no-storage'],
  'libs/features/users/planted/later.ts': [NOT_ON_THE_MAP],
  'libs/features/users/planted/missing.ts': ['everything-resolves', NOT_ON_THE_MAP],
  'libs/features/users/planted/nest-typeorm.service.ts': ['@nestjs/typeorm-in-its-place'],
  'libs/features/users/planted/nest.rule.ts': ['rules-are-pure'],
  'libs/features/users/planted/repository.controller.ts': ['controllers-see-no-storage'],
  'libs/features/users/planted/test.ts': ['no-tests-in-the-product'],
  'libs/features/users/planted/transformer.dto.ts': ['class-transformer-in-its-place'],
  'libs/features/users/planted/typeorm.rule.ts': ['rules-are-pure', 'typeorm-in-its-place'],
  'libs/features/users/planted/typeorm.service.ts': ['typeorm-in-its-place'],
  'libs/features/users/planted/upwards.ts': [NOT_ON_THE_MAP],
  'libs/features/users/planted/validator.dto.ts': ['class-validator-in-its-place'],
  'libs/other/nobody-listed-this.ts': [NOT_ON_THE_MAP],
  'libs/platform/planted/app.ts': [NOT_ON_THE_MAP],
  'libs/platform/planted/feature.ts': [NOT_ON_THE_MAP],
};

describe('the boundaries', () => {
  it('refuse every import that is not on the map, and no other', async () => {
    const found: Record<string, string[]> = {};
    for (const { from, rule } of await violationsIn(FIXTURES)) (found[from] ??= []).push(rule.name);
    for (const rules of Object.values(found)) rules.sort();
    expect(found).toEqual(PLANTED);
  });

  it('are checked by at least one planted mistake for each rule', () => {
    // oxlint-disable-next-line typescript/no-require-imports -- the tool reads it as CommonJS, too
    const { forbidden } = require(join(ROOT, '.dependency-cruiser.cjs')) as { forbidden: { name: string }[] };
    const planted = new Set(Object.values(PLANTED).flat());
    expect(forbidden.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
  });
});

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

async function violationsIn(folder: string): Promise<Violation[]> {
  const program = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const config = join(ROOT, '.dependency-cruiser.cjs');
  const args = [program, 'apps', 'libs', 'test', '--config', config, '--output-type', 'json'];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (_error, stdout) => resolve(stdout));
  });
  return (JSON.parse(output) as { summary: { violations: Violation[] } }).summary.violations;
}
