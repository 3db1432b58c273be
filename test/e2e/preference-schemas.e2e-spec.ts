import { expectProblem } from '@test/support/expect-problem';
import { BOARD, newNamespace, preferenceSchemasOn, schemaPath, valuesPath } from '@test/support/preference-schemas';
import type { Answer, TestUser } from '@test/support/test-api';
import { faultsOf, startTwoNodes, type TwoNodes } from '@test/support/two-nodes';

describe('Schemas of preferences', () => {
  let nodes: TwoNodes;
  let api: TwoNodes['api'];
  let admin: TestUser;
  let someone: TwoNodes['someone'];
  let read: TwoNodes['read'];
  let patch: TwoNodes['patch'];
  let schemas: ReturnType<typeof preferenceSchemasOn>;

  beforeAll(async () => {
    nodes = await startTwoNodes();
    ({ api, admin, someone, read, patch } = nodes);
    schemas = preferenceSchemasOn(nodes);
  });
  afterAll(() => nodes.stop());

  const tagOf = ({ headers }: Answer) => headers.get('etag') ?? '';

  it('belong to administrators, and have a version that If-Match protects', async () => {
    const user = await someone();
    const namespace = newNamespace();
    expectProblem(await read(user, schemaPath('ui')), 'access.not_allowed', 403);
    expectProblem(await read(admin, schemaPath(namespace)), 'request.not_found', 404);
    const first = await schemas.define(namespace, BOARD, { defaults: { size: 3 } });
    expect(first.body).toEqual({
      namespace,
      version: 1,
      shipped: false,
      changedAt: expect.any(String),
      schema: BOARD,
      defaults: { size: 3 },
    });
    expect((await schemas.define(namespace, BOARD, { defaults: { size: 3 } })).body.version).toBe(1);
    expect((await schemas.define(namespace, BOARD, {}, { 'if-match': tagOf(first) })).body.version).toBe(2);
    expectProblem(
      await schemas.define(namespace, BOARD, { defaults: { size: 4 } }, { 'if-match': tagOf(first) }),
      'request.stale',
      412,
    );
    const { items } = (await read(admin, '/v1/admin/preference-schemas')).body;
    expect(items).toContainEqual(expect.objectContaining({ namespace, version: 2, shipped: false }));
    expect(items).toContainEqual({ namespace: 'ui', version: 1, shipped: true, changedAt: null });
    const path_ = schemaPath(namespace);
    expect((await api.call('DELETE', path_, { token: admin.token })).status).toBe(204);
    expectProblem(await read(admin, path_), 'request.not_found', 404);
    expect((await schemas.define(namespace, BOARD)).body.version).toBe(4);
  });

  it('apply on every node as soon as they are set', async () => {
    const user = await someone();
    const namespace = newNamespace();
    await patch(user, valuesPath(namespace), { size: 2 });
    await schemas.valuesOf(user, namespace, nodes.other);
    await schemas.define(namespace, BOARD);
    for (const node of [api, nodes.other]) {
      expect(await schemas.valuesOf(user, namespace, node)).toEqual({
        layout: 'list',
        columns: { wide: true },
        size: 2,
      });
      expect(faultsOf(await patch(user, valuesPath(namespace), { size: 0, other: 1 }, {}, node))).toEqual([
        422,
        '/other field.unknown',
        '/size field.too_small',
      ]);
    }
  });

  it('give all users who have set nothing a new default', async () => {
    const user = await someone();
    const namespace = await schemas.defined();
    const before = await read(user, valuesPath(namespace));
    await patch(user, valuesPath(namespace), { columns: { wide: false } });
    await schemas.define(namespace, BOARD, { defaults: { layout: 'board', size: 7 } });
    const after = await read(user, valuesPath(namespace));
    expect(after.body.values).toEqual({ layout: 'board', size: 7, columns: { wide: false } });
    expect(tagOf(after)).not.toBe(tagOf(before));
  });

  it('are refused with a fault for each keyword, name and default that is not supported', async () => {
    const namespace = newNamespace();
    const faults = async (schema: object, more = {}) => faultsOf(await schemas.define(namespace, schema, more));
    expect(await faults({ properties: { 'a b': {} } })).toEqual([422, '/schema/properties/a b preferences.bad_key']);
    expect(await faults({ properties: { a: { 'x-access': { read: ['root'] }, if: {} } } })).toEqual([
      422,
      '/schema/properties/a/x-access preferences.schema_value',
      '/schema/properties/a/if preferences.schema_keyword',
    ]);
    expect(await faults({ properties: { a: { type: 'string', 'x-sealed': 'yes' } } })).toEqual([
      422,
      '/schema/properties/a/x-sealed preferences.schema_value',
    ]);
    expect(await faults(BOARD, { defaults: { layout: 'grid', columns: {} } })).toEqual([
      422,
      '/defaults/layout field.not_allowed_value',
    ]);
    expect(await faults({ properties: { a: { type: 'integer', default: 'x' } } })).toEqual([
      422,
      '/defaults/a field.wrong_type',
    ]);
    expectProblem(await schemas.define('No', BOARD), 'request.not_found', 404);
  });

  it('of the product keep the properties that the product uses, and come back when they are deleted', async () => {
    const { body } = await read(admin, schemaPath('locale'));
    const { language: _, ...others } = body.schema.properties;
    expect(faultsOf(await schemas.define('locale', { properties: others }))).toEqual([
      422,
      '/schema/properties/language preferences.shipped_property',
    ]);
    const properties = {
      ...body.schema.properties,
      currency: { type: 'string', pattern: '^[A-Z]{3}$', default: 'EUR' },
    };
    expect((await schemas.define('locale', { properties })).body).toMatchObject({ version: 2, shipped: false });
    const user = await someone();
    expect(await schemas.valuesOf(user, 'locale')).toMatchObject({ currency: 'EUR', language: 'en' });
    await api.call('DELETE', schemaPath('locale'), { token: admin.token });
    expect((await read(admin, schemaPath('locale'))).body).toMatchObject({
      version: 3,
      shipped: true,
      schema: body.schema,
    });
    expect(await schemas.valuesOf(user, 'locale')).not.toHaveProperty('currency');
  });

  it('that would break stored values are refused with their number, unless they are forced', async () => {
    const users = await Promise.all([someone(), someone(), someone()]);
    const namespace = await schemas.defined();
    for (const [n, user] of users.entries()) await patch(user, valuesPath(namespace), { size: n + 1, layout: 'board' });
    const smaller = { ...BOARD, properties: { ...BOARD.properties, size: { type: 'integer', maximum: 1 } } };
    const refused = await schemas.define(namespace, smaller);
    expectProblem(refused, 'preferences.schema_breaks_documents', 409);
    expect(refused.body.detail).toContain('2 of 3');
    expect((await read(admin, schemaPath(namespace))).body.version).toBe(1);
    expect((await schemas.define(namespace, smaller, { force: true })).body.version).toBe(2);
    await schemas.untilMigrated(namespace);
    expect((await read(admin, `${schemaPath(namespace)}/migration`)).body).toEqual({
      namespace,
      version: 2,
      pending: 0,
      misfits: 2,
    });
    const misfit = { pointer: '/size', code: 'field.too_large', keyword: 'maximum', schemaVersion: 2 };
    const misfits = await schemas.misfitsOf(namespace);
    expect(misfits).toHaveLength(2);
    for (const { id } of users.slice(1))
      expect(misfits).toContainEqual(expect.objectContaining({ ...misfit, userId: id }));
    const [first, second] = users;
    expect(await schemas.valuesOf(first, namespace)).toMatchObject({ size: 1, layout: 'board' });
    expect(await schemas.valuesOf(second, namespace)).toEqual({ layout: 'board', columns: { wide: true } });
    const { items } = (await read(second, '/v1/me/activity?limit=1')).body;
    expect(items[0]).toMatchObject({
      action: 'preferences.changed',
      actor: { kind: 'system' },
      changes: { [`values.${namespace}.size`]: { before: 2, after: null } },
    });
  });

  it('are refused and checked without the values that are hidden from staff, even if the schema would show them', async () => {
    const only = { read: ['user'], write: ['user'] };
    const [sealed, own] = [
      { type: 'string', 'x-sealed': true },
      { type: 'string', 'x-access': only },
    ];
    const namespace = await schemas.defined({ properties: { sealed, own, other: { type: 'string' } } });
    const [victim, author] = [await someone(), await someone()];
    const secret = { sealed: 'secret', own: 'secret' };
    await patch(victim, valuesPath(namespace), secret);
    await patch(author, valuesPath(namespace), { other: 'mine' });
    const never = { type: 'string', pattern: '^never$' };
    const guesses = ['^secret$', '^wrong$'].flatMap((pattern) => {
      const text = { type: 'string', pattern };
      return [
        { properties: { sealed: { ...sealed, pattern }, own: { ...own, pattern } } },
        { properties: { sealed: text, own: text } },
        { properties: { renamed: { ...text, 'x-renamed-from': 'own' } } },
        { properties: {}, additionalProperties: text },
        { properties: { sealed, own }, anyOf: [{ type: 'object', properties: { own: text, sealed: text } }] },
        { properties: {}, not: { type: 'object', properties: { own: text }, required: ['own'] } },
      ];
    });
    for (const { properties, ...others } of guesses) {
      const refused = await schemas.define(namespace, { properties: { ...properties, other: never }, ...others });
      expectProblem(refused, 'preferences.schema_breaks_documents', 409);
      expect(refused.body.detail).toContain('1 of 2');
    }
    const { items } = (await read(admin, '/v1/admin/audit?action=preferences.schema_refused')).body;
    expect(items.filter(({ facts }: any) => facts.namespace === namespace)).toHaveLength(guesses.length);
    expect(items[0]).toMatchObject({
      actorId: admin.id,
      changes: { schema: { after: expect.objectContaining({ not: expect.anything() }) } },
    });
    // A forced schema resets and reports only what is visible. What it shows is visible from the next schema on.
    const shown = { type: 'string', pattern: '^wrong$' };
    await schemas.define(namespace, { properties: { sealed: shown, own: shown, other: never } }, { force: true });
    await schemas.untilMigrated(namespace);
    expect(await schemas.misfitsOf(namespace)).toMatchObject([{ userId: author.id, pointer: '/other' }]);
    expect(await schemas.valuesOf(victim, namespace)).toEqual(secret);
    const next = await schemas.define(namespace, { properties: { sealed: shown, own: { ...shown, maxLength: 2 } } });
    expect([next.status, next.body.detail]).toEqual([409, expect.stringContaining('1 of 2')]);
  });

  it('can be set sixty times an hour', async () => {
    const { headers } = await schemas.define(newNamespace(), BOARD);
    expect(headers.get('ratelimit-policy')).toMatch(/^"setPreferenceSchema";q=\d+;w=3600$/);
  });

  it('are reported with pointers that contain no name that a user chose', async () => {
    const user = await someone();
    const people = { type: 'object', properties: { favourite: { type: 'string' } } };
    const namespace = await schemas.defined({ properties: { people, former: {} } });
    await patch(user, valuesPath(namespace), {
      people: { favourite: 'Grace', 'ada@private.example': 'x' },
      former: 1,
      'my-diary': 1,
    });
    const next = { people: { ...people, additionalProperties: { type: 'integer' } } };
    await schemas.define(namespace, { properties: next, additionalProperties: false }, { force: true });
    await schemas.untilMigrated(namespace);
    const misfits = await schemas.misfitsOf(namespace);
    expect(misfits.map(({ pointer }) => pointer).sort()).toEqual(['/*', '/former', '/people/*']);
    const rows = await nodes.database.rows('SELECT pointer FROM preferences_misfit');
    expect(JSON.stringify(rows)).not.toMatch(/private|diary/);
  });

  it('move the value of a renamed property', async () => {
    const user = await someone();
    const namespace = await schemas.defined();
    await patch(user, valuesPath(namespace), { size: 4 });
    const { size, ...others } = BOARD.properties;
    const renamed = { ...BOARD, properties: { ...others, pageSize: { ...size, 'x-renamed-from': 'size' } } };
    expect((await schemas.define(namespace, renamed)).status).toBe(200);
    await schemas.untilMigrated(namespace);
    expect(await schemas.valuesOf(user, namespace)).toMatchObject({ pageSize: 4 });
  });

  it('do not prevent changes of other keys while stored values have not been migrated', async () => {
    const user = await someone();
    const namespace = newNamespace();
    await patch(user, valuesPath(namespace), { size: 'large', layout: 'list' });
    // As if the job had not reached the document yet.
    await schemas.define(namespace, BOARD, { force: true });
    await schemas.untilMigrated(namespace);
    await nodes.database.write(
      "UPDATE preferences_document SET content = JSON_OBJECT('size', 'large'), schema_version = 0 WHERE namespace = ?",
      [Buffer.from(namespace)],
    );
    expect(await schemas.valuesOf(user, namespace)).toMatchObject({ size: 'large', layout: 'list' });
    expect((await patch(user, valuesPath(namespace), { layout: 'board' })).body.values).toMatchObject({
      size: 'large',
      layout: 'board',
    });
    expect((await read(admin, `${schemaPath(namespace)}/migration`)).body.pending).toBe(1);
  });

  it('seal the values of x-sealed properties, including those that were stored before', async () => {
    const user = await someone();
    const namespace = newNamespace();
    await patch(user, valuesPath(namespace), { note: 'a private note', layout: 'list' });
    const stored = async () => {
      const [row] = await nodes.database.rows<{ content: unknown; sealed: Buffer | null }>(
        'SELECT content, content_sealed AS sealed FROM preferences_document WHERE namespace = ?',
        [Buffer.from(namespace)],
      );
      return { content: JSON.stringify(row?.content), isSealed: row?.sealed !== null };
    };
    expect(await stored()).toMatchObject({ isSealed: false });
    const sealed = { properties: { ...BOARD.properties, note: { type: 'string', 'x-sealed': true } } };
    await schemas.define(namespace, sealed);
    await schemas.untilMigrated(namespace);
    const { content, isSealed } = await stored();
    expect([content.includes('private'), isSealed]).toEqual([false, true]);
    expect(await schemas.valuesOf(user, namespace)).toMatchObject({ note: 'a private note', layout: 'list' });
    await patch(user, valuesPath(namespace), { note: 'another' });
    const { items } = (await read(user, '/v1/me/activity?limit=1')).body;
    expect(items[0].changes).toEqual({ [`sealed.${namespace}.note`]: { before: 'a private note', after: 'another' } });
    await schemas.define(namespace, { properties: { ...BOARD.properties, note: { type: 'string' } } });
    await schemas.untilMigrated(namespace);
    expect(await stored()).toMatchObject({ isSealed: false });
  });

  it('are refused if a required property has no default or a former name is still in use', async () => {
    const namespace = newNamespace();
    expect(faultsOf(await schemas.define(namespace, { properties: { a: {} }, required: ['a'] }))).toEqual([
      422,
      '/defaults/a field.required',
    ]);
    for (const former of ['a', 'b'])
      expect(
        faultsOf(await schemas.define(namespace, { properties: { a: { 'x-renamed-from': former }, b: {} } })),
      ).toEqual([422, '/schema/properties/a/x-renamed-from preferences.schema_value']);
  });
});
