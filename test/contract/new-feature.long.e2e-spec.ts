import { CheckoutCopy } from '@test/support/checkout-copy';

jest.setTimeout(600_000);

const CHECKS = ['lint', 'boundaries', 'unused', 'format', 'types', 'drift', 'spectral', 'redocly'];
const UNLISTED = 'field-notes';
const PLANNED = 'content';

describe('npm run new:feature', () => {
  let copy: CheckoutCopy;

  beforeAll(() => {
    copy = CheckoutCopy.make();
  });
  afterAll(() => copy?.remove());

  const generate = (name: string) => copy.npm('new:feature', '--', name);
  const keysOf = (name: string) =>
    copy.read('.dependency-cruiser.cjs').match(new RegExp(`^ *'?${name}'?: \\[.*\\],$`, 'gm')) ?? [];
  /** The expectation includes the output, so that a failure shows the reason. */
  const expectSuccess = ({ code, output }: { code: number; output: string }) =>
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });

  it.each([
    ['an empty name', ''],
    ['capital letters', 'FieldNotes'],
    ['digits', 'notes2'],
    ['a slash', '../notes'],
    ['a dash at its end', 'notes-'],
  ])('rejects %s', async (_what, name) => {
    const { code, output } = await generate(name);
    expect([code, output]).toEqual([1, expect.stringContaining(`"${name}" is not a valid name.`)]);
  });

  it.each([
    ['users', 'libs/features/users already exists.'],
    ['activity', '"/v1/me/activity" already exists.'],
  ])('rejects %s, which is in use', async (name, reason) => {
    const { code, output } = await generate(name);
    expect([code, output]).toEqual([1, expect.stringContaining(reason)]);
  });

  it('adds a feature to FEATURES once, and keeps a planned one unchanged', async () => {
    const planned = keysOf(PLANNED);
    expect([planned.length, keysOf(UNLISTED).length]).toEqual([1, 0]);
    for (const name of [UNLISTED, PLANNED]) expectSuccess(await generate(name));
    expect(keysOf(PLANNED)).toEqual(planned);
    expect(keysOf(UNLISTED)).toEqual([`  '${UNLISTED}': [],`]);
  });

  it('refuses to generate the same feature again, and changes nothing', async () => {
    const before = copy.read('test/contract/names.txt');
    for (const name of [UNLISTED, PLANNED]) {
      const { code, output } = await generate(name);
      expect([code, output]).toEqual([1, expect.stringContaining(`libs/features/${name} already exists.`)]);
    }
    expect(copy.read('test/contract/names.txt')).toBe(before);
  });

  it('writes features that pass the checks', async () => {
    expectSuccess(await copy.npm('check', '--', ...CHECKS));
  });

  it('writes features that pass their own tests, the contract tests and valid requests of every operation', async () => {
    const own = [UNLISTED, PLANNED].flatMap((name) => [`libs/features/${name}/`, `test/e2e/${name}`]);
    const contract = [
      'names',
      'events',
      'event-facts',
      'error-codes',
      'document',
      'audience',
      'schema',
      'compose',
      'change-readers',
    ];
    const faults = ['field-types'];
    const result = await copy.npm(
      'test',
      '--',
      ...own,
      ...contract.map((name) => `test/contract/${name}`),
      ...faults.map((name) => `test/faults/${name}`),
    );
    expectSuccess(result);
    for (const name of [UNLISTED, PLANNED]) {
      expect(result.output).toContain(`PASS test/e2e/${name}.e2e-spec.ts`);
      expect(result.output).toContain(`PASS libs/features/${name}/entry-texts.rule.spec.ts`);
    }
  });

  it('writes features in which a forbidden import and an undeclared column are detected', async () => {
    const [rule, migration] = ['entry-texts.rule.ts', `${UNLISTED}.migration.ts`].map(
      (file) => `libs/features/${UNLISTED}/${file}`,
    ) as [string, string];
    copy.write(rule, `import '@features/${PLANNED}';\n${copy.read(rule)}`);
    const version = 'version int unsigned NOT NULL,';
    copy.write(migration, copy.read(migration).replace(version, `${version} undeclared int NULL,`));
    const boundaries = await copy.npm('check', '--', 'boundaries');
    expect([boundaries.code, boundaries.output]).toEqual([1, expect.stringContaining(`not-in-allowed: ${rule}`)]);
    const schema = await copy.npm('test', '--', 'test/contract/schema');
    expect([schema.code, schema.output]).toEqual([1, expect.stringContaining('field_notes_entry.undeclared')]);
  });
});
