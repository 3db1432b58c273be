import { execFile } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const FIXTURES = join(__dirname, 'fixtures', 'boundaries');
const NOT_ALLOWED = 'not-in-allowed';

/** Each planted file violates one rule; the other files there do everything that is allowed. */
const PLANTED: Record<string, readonly string[]> = {
  'apps/api/planted-inside.ts': [NOT_ALLOWED],
  'apps/planted-loose.ts': [NOT_ALLOWED],
  'apps/worker/planted-app.ts': [NOT_ALLOWED],
  'libs/features/auth/planted.errors.ts': [NOT_ALLOWED],
  'libs/features/auth/sessions/planted-inside-type.ts': [NOT_ALLOWED],
  'libs/features/auth/sessions/planted-inside.ts': [NOT_ALLOWED],
  'libs/features/auth/sessions/planted-listener.ts': [NOT_ALLOWED],
  'libs/features/auth/tokens/planted-upwards.ts': [NOT_ALLOWED],
  'libs/features/auth/unlisted/planted.ts': [NOT_ALLOWED],
  'libs/features/unlisted/unlisted.module.ts': [NOT_ALLOWED],
  'libs/features/users/planted/app.ts': [NOT_ALLOWED],
  'libs/features/users/planted/circle-other.ts': ['no-circle'],
  'libs/features/users/planted/development.ts': [NOT_ALLOWED],
  'libs/features/users/planted/entity.controller.ts': ['controllers-see-no-storage'],
  'libs/features/users/planted/later.ts': [NOT_ALLOWED],
  'libs/features/users/planted/missing.ts': ['everything-resolves', NOT_ALLOWED],
  'libs/features/users/planted/nest-typeorm.service.ts': ['@nestjs/typeorm-in-its-place'],
  'libs/features/users/planted/nest.rule.ts': ['rules-are-pure'],
  'libs/features/users/planted/repository.controller.ts': ['controllers-see-no-storage'],
  'libs/features/users/planted/test.ts': ['no-tests-in-the-product'],
  'libs/features/users/planted/transformer.dto.ts': ['class-transformer-in-its-place'],
  'libs/features/users/planted/typeorm.rule.ts': ['rules-are-pure', 'typeorm-in-its-place'],
  'libs/features/users/planted/typeorm.service.ts': ['typeorm-in-its-place'],
  'libs/features/users/planted/undici.service.ts': ['undici-in-its-place'],
  'libs/features/users/planted/upwards.ts': [NOT_ALLOWED],
  'libs/features/users/planted/validator.dto.ts': ['class-validator-in-its-place'],
  'libs/other/unlisted.ts': [NOT_ALLOWED],
  'libs/platform/planted/app.ts': [NOT_ALLOWED],
  'libs/platform/planted/feature.ts': [NOT_ALLOWED],
};

describe('The boundaries between folders', () => {
  let found: Faults;

  beforeAll(async () => {
    found = await faultsIn(FIXTURES);
  });

  it('reject every import that is not in the tables, and no other', () => {
    const rulesByFile: Record<string, string[]> = {};
    for (const { from, rule } of found.violations) (rulesByFile[from] ??= []).push(rule);
    for (const rules of Object.values(rulesByFile)) rules.sort();
    expect(rulesByFile).toEqual(PLANTED);
  });

  it('reject folders that import each other, even if no two files or only their subfolders do', () => {
    expect(found.cycles.map((cycle) => cycle.split('\n')[0])).toEqual([
      'These folders import each other: libs/features/auth (declarations), libs/features/auth/sessions, libs/features/auth/tokens.',
      'These folders import each other: libs/features/auth/sessions, libs/features/auth/tokens.',
      'These folders import each other: libs/features/users/one, libs/features/users/two.',
      'These folders import each other: libs/platform/back, libs/platform/front.',
    ]);
  });

  it('are tested with at least one planted violation for each rule', () => {
    // oxlint-disable-next-line typescript/no-require-imports -- the tool reads it as CommonJS, too
    const { forbidden } = require(join(ROOT, '.dependency-cruiser.cjs')) as { forbidden: { name: string }[] };
    const planted = new Set(Object.values(PLANTED).flat());
    expect(forbidden.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
  });
});

interface Faults {
  readonly violations: readonly { readonly from: string; readonly rule: string }[];
  readonly cycles: readonly string[];
}

async function faultsIn(folder: string): Promise<Faults> {
  const program = join(ROOT, 'scripts', 'lib', 'check', 'boundaries.mjs');
  const output = await new Promise<string>((resolve) => {
    const options = { cwd: folder, maxBuffer: 2 ** 26 };
    execFile(process.execPath, [program, '--json'], options, (_error, stdout) => resolve(stdout));
  });
  return JSON.parse(output) as Faults;
}
