import { expectProblem } from '@test/support/expect-problem';
import type { Answer, TestUser } from '@test/support/test-api';
import { faultsOf, startTwoNodes, until, type TwoNodes } from '@test/support/two-nodes';

const BOARD = {
  type: 'object',
  properties: {
    layout: { enum: ['list', 'board'], default: 'list' },
    size: { type: 'integer', minimum: 1 },
    columns: { type: 'object', properties: { wide: { type: 'boolean', default: true } } },
  },
  additionalProperties: false,
};

describe('Schemas of preferences', () => {
  let nodes: TwoNodes;
  let api: TwoNodes['api'];
  let admin: TestUser;
  let someone: TwoNodes['someone'];
  let read: TwoNodes['read'];
  let patch: TwoNodes['patch'];
  let counter = 0;

  beforeAll(async () => {
    nodes = await startTwoNodes();
    ({ api, admin, someone, read, patch } = nodes);
  });
  afterAll(() => nodes.stop());

  const schemaPath = (namespace: string) => `/v1/admin/preference-schemas/${namespace}`;
  const path = (namespace: string) => `/v1/me/preferences/${namespace}`;
  const define = (namespace: string, schema: object, more: object = {}, headers = {}) =>
    api.call('PUT', schemaPath(namespace), { token: admin.token, body: { schema, ...more }, headers });
  const newNamespace = () => `board-${++counter}`;
  async function defined(schema: object = BOARD, more: object = {}): Promise<string> {
    const namespace = newNamespace();
    expect((await define(namespace, schema, more)).status).toBe(200);
    return namespace;
  }
  const valuesOf = async (user: TestUser, namespace: string, node = api) =>
    (await read(user, path(namespace), node)).body.values as Record<string, unknown>;
  const tagOf = ({ headers }: Answer) => headers.get('etag') ?? '';
  const untilMigrated = (namespace: string) =>
    until(async () => (await read(admin, `${schemaPath(namespace)}/migration`)).body.pending === 0);
  const misfitsOf = async (namespace: string) =>
    (await read(admin, `${schemaPath(namespace)}/misfits`)).body.items as Record<string, unknown>[];

  it('belong to administrators, and have a version that If-Match protects', async () => {
    const user = await someone();
    const namespace = newNamespace();
    expectProblem(await read(user, schemaPath('ui')), 'access.not_allowed', 403);
    expectProblem(await read(admin, schemaPath(namespace)), 'request.not_found', 404);
    const first = await define(namespace, BOARD, { defaults: { size: 3 } });
    expect(first.body).toEqual({
      namespace,
      version: 1,
      shipped: false,
      changedAt: expect.any(String),
      schema: BOARD,
      defaults: { size: 3 },
    });
    expect((await define(namespace, BOARD, { defaults: { size: 3 } })).body.version).toBe(1);
    expect((await define(namespace, BOARD, {}, { 'if-match': tagOf(first) })).body.version).toBe(2);
    expectProblem(
      await define(namespace, BOARD, { defaults: { size: 4 } }, { 'if-match': tagOf(first) }),
      'request.stale',
      412,
    );
    const { items } = (await read(admin, '/v1/admin/preference-schemas')).body;
    expect(items).toContainEqual(expect.objectContaining({ namespace, version: 2, shipped: false }));
    expect(items).toContainEqual({ namespace: 'ui', version: 1, shipped: true, changedAt: null });
    const path_ = schemaPath(namespace);
    expect((await api.call('DELETE', path_, { token: admin.token })).status).toBe(204);
    expectProblem(await read(admin, path_), 'request.not_found', 404);
    expect((await define(namespace, BOARD)).body.version).toBe(4);
  });

  it('apply on every node as soon as they are set', async () => {
    const user = await someone();
    const namespace = newNamespace();
    await patch(user, path(namespace), { size: 2 });
    await valuesOf(user, namespace, nodes.other);
    await define(namespace, BOARD);
    for (const node of [api, nodes.other]) {
      expect(await valuesOf(user, namespace, node)).toEqual({ layout: 'list', columns: { wide: true }, size: 2 });
      expect(faultsOf(await patch(user, path(namespace), { size: 0, other: 1 }, {}, node))).toEqual([
        422,
        '/other field.unknown',
        '/size field.too_small',
      ]);
    }
  });

  it('give all users who have set nothing a new default', async () => {
    const user = await someone();
    const namespace = await defined();
    const before = await read(user, path(namespace));
    await patch(user, path(namespace), { columns: { wide: false } });
    await define(namespace, BOARD, { defaults: { layout: 'board', size: 7 } });
    const after = await read(user, path(namespace));
    expect(after.body.values).toEqual({ layout: 'board', size: 7, columns: { wide: false } });
    expect(tagOf(after)).not.toBe(tagOf(before));
  });

  it('are refused with a fault for each keyword, name and default that is not supported', async () => {
    const namespace = newNamespace();
    const faults = async (schema: object, more = {}) => faultsOf(await define(namespace, schema, more));
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
    expectProblem(await define('No', BOARD), 'request.not_found', 404);
  });

  it('of the product keep the properties that the product uses, and come back when they are deleted', async () => {
    const { body } = await read(admin, schemaPath('locale'));
    const { language: _, ...others } = body.schema.properties;
    expect(faultsOf(await define('locale', { properties: others }))).toEqual([
      422,
      '/schema/properties/language preferences.shipped_property',
    ]);
    const properties = {
      ...body.schema.properties,
      currency: { type: 'string', pattern: '^[A-Z]{3}$', default: 'EUR' },
    };
    expect((await define('locale', { properties })).body).toMatchObject({ version: 2, shipped: false });
    const user = await someone();
    expect(await valuesOf(user, 'locale')).toMatchObject({ currency: 'EUR', language: 'en' });
    await api.call('DELETE', schemaPath('locale'), { token: admin.token });
    expect((await read(admin, schemaPath('locale'))).body).toMatchObject({
      version: 3,
      shipped: true,
      schema: body.schema,
    });
    expect(await valuesOf(user, 'locale')).not.toHaveProperty('currency');
  });

  it('that would break stored values are refused with their number, unless they are forced', async () => {
    const users = await Promise.all([someone(), someone(), someone()]);
    const namespace = await defined();
    for (const [n, user] of users.entries()) await patch(user, path(namespace), { size: n + 1, layout: 'board' });
    const smaller = { ...BOARD, properties: { ...BOARD.properties, size: { type: 'integer', maximum: 1 } } };
    const refused = await define(namespace, smaller);
    expectProblem(refused, 'preferences.schema_breaks_documents', 409);
    expect(refused.body.detail).toContain('2 of 3');
    expect((await read(admin, schemaPath(namespace))).body.version).toBe(1);
    expect((await define(namespace, smaller, { force: true })).body.version).toBe(2);
    await untilMigrated(namespace);
    expect((await read(admin, `${schemaPath(namespace)}/migration`)).body).toEqual({
      namespace,
      version: 2,
      pending: 0,
      misfits: 2,
    });
    const misfit = { pointer: '/size', code: 'field.too_large', keyword: 'maximum', schemaVersion: 2 };
    const misfits = await misfitsOf(namespace);
    expect(misfits).toHaveLength(2);
    for (const { id } of users.slice(1))
      expect(misfits).toContainEqual(expect.objectContaining({ ...misfit, userId: id }));
    const [first, second] = users;
    expect(await valuesOf(first, namespace)).toMatchObject({ size: 1, layout: 'board' });
    expect(await valuesOf(second, namespace)).toEqual({ layout: 'board', columns: { wide: true } });
    const { items } = (await read(second, '/v1/me/activity?limit=1')).body;
    expect(items[0]).toMatchObject({
      action: 'preferences.changed',
      actor: { kind: 'system' },
      changes: { [`values.${namespace}.size`]: { before: 2, after: null } },
    });
  });

  it('move the value of a renamed property', async () => {
    const user = await someone();
    const namespace = await defined();
    await patch(user, path(namespace), { size: 4 });
    const { size, ...others } = BOARD.properties;
    const renamed = { ...BOARD, properties: { ...others, pageSize: { ...size, 'x-renamed-from': 'size' } } };
    expect((await define(namespace, renamed)).status).toBe(200);
    await untilMigrated(namespace);
    expect(await valuesOf(user, namespace)).toMatchObject({ pageSize: 4 });
  });

  it('do not prevent changes of other keys while stored values have not been migrated', async () => {
    const user = await someone();
    const namespace = newNamespace();
    await patch(user, path(namespace), { size: 'large', layout: 'list' });
    // As if the job had not reached the document yet.
    await define(namespace, BOARD, { force: true });
    await untilMigrated(namespace);
    await nodes.database.write(
      "UPDATE preferences_document SET content = JSON_OBJECT('size', 'large'), schema_version = 0 WHERE namespace = ?",
      [Buffer.from(namespace)],
    );
    expect(await valuesOf(user, namespace)).toMatchObject({ size: 'large', layout: 'list' });
    expect((await patch(user, path(namespace), { layout: 'board' })).body.values).toMatchObject({
      size: 'large',
      layout: 'board',
    });
    expect((await read(admin, `${schemaPath(namespace)}/migration`)).body.pending).toBe(1);
  });

  it('seal the values of x-sealed properties, also those that were stored before', async () => {
    const user = await someone();
    const namespace = newNamespace();
    await patch(user, path(namespace), { note: 'a private note', layout: 'list' });
    const stored = async () => {
      const [row] = await nodes.database.rows<{ content: unknown; sealed: Buffer | null }>(
        'SELECT content, content_sealed AS sealed FROM preferences_document WHERE namespace = ?',
        [Buffer.from(namespace)],
      );
      return { content: JSON.stringify(row?.content), isSealed: row?.sealed !== null };
    };
    expect(await stored()).toMatchObject({ isSealed: false });
    const sealed = { properties: { ...BOARD.properties, note: { type: 'string', 'x-sealed': true } } };
    await define(namespace, sealed);
    await untilMigrated(namespace);
    const { content, isSealed } = await stored();
    expect([content.includes('private'), isSealed]).toEqual([false, true]);
    expect(await valuesOf(user, namespace)).toMatchObject({ note: 'a private note', layout: 'list' });
    await patch(user, path(namespace), { note: 'another' });
    const { items } = (await read(user, '/v1/me/activity?limit=1')).body;
    expect(items[0].changes).toEqual({ [`sealed.${namespace}.note`]: { before: 'a private note', after: 'another' } });
    await define(namespace, { properties: { ...BOARD.properties, note: { type: 'string' } } });
    await untilMigrated(namespace);
    expect(await stored()).toMatchObject({ isSealed: false });
  });

  it('decide who reads and writes a namespace and a key, also in the event log', async () => {
    const user = await someone();
    const schema = {
      'x-access': { read: ['user', 'admin'], write: ['user'] },
      properties: {
        layout: { type: 'string' },
        score: { type: 'integer', 'x-access': { read: ['admin'], write: ['admin'] } },
        plan: { type: 'string', 'x-access': { write: ['app:shop.plans'] } },
      },
    };
    const namespace = await defined(schema);
    const asStaff = (method: string, body?: object, token = admin.token) =>
      api.call(method, `/v1/admin/users/${user.id}/preferences/${namespace}`, { token, body });
    await patch(user, path(namespace), { layout: 'list' });
    expect(faultsOf(await patch(user, path(namespace), { score: 3, plan: 'pro' }))).toEqual([
      422,
      '/plan preferences.read_only',
      '/score field.unknown',
    ]);
    expect((await asStaff('PATCH', { score: 3 })).body.values).toEqual({ layout: 'list', score: 3 });
    expect(faultsOf(await asStaff('PATCH', { layout: 'board' }))).toEqual([422, '/layout preferences.read_only']);
    expect(await valuesOf(user, namespace)).toEqual({ layout: 'list' });
    await api.call('DELETE', path(namespace), { token: user.token });
    expect((await asStaff('GET')).body.values).toEqual({ score: 3 });

    await api.call('PUT', '/v1/admin/permissions/shop.plans', {
      token: admin.token,
      body: { meaning: 'Sell plans' },
    });
    const keyWith = async (permissions: string[]) =>
      (await api.call('POST', '/v1/admin/api-keys', { token: admin.token, body: { name: 'Shop', permissions } })).body
        .key;
    const [shop, another] = [
      await keyWith(['preferences.read', 'preferences.write', 'shop.plans']),
      await keyWith(['preferences.read', 'preferences.write']),
    ];
    expect(faultsOf(await asStaff('PATCH', { plan: 'pro' }, shop))).toEqual([200]);
    expect((await asStaff('PATCH', { plan: 'free' }, another)).status).toBe(422);
    expect((await asStaff('GET', undefined, shop)).body.values).toEqual({});
    expect(await valuesOf(user, namespace)).toEqual({ plan: 'pro' });

    const { items } = (await read(user, '/v1/me/activity?limit=10')).body;
    const changed = items.filter(({ action }: { action: string }) => action === 'preferences.changed');
    expect(JSON.stringify(changed)).not.toContain('score');
  });

  it('let staff see only the keys they set, without the permission to read', async () => {
    const user = await someone();
    const namespace = await defined({ properties: { a: { type: 'integer' }, b: { type: 'integer' } } });
    await patch(user, path(namespace), { a: 1 });
    const body = { name: 'Writer', permissions: ['preferences.write'] };
    const { key } = (await api.call('POST', '/v1/admin/api-keys', { token: admin.token, body })).body;
    const asApp = (method: string, values?: object) =>
      api.call(method, `/v1/admin/users/${user.id}/preferences/${namespace}`, { token: key, body: values });
    expectProblem(await asApp('GET'), 'access.not_allowed', 403);
    await define(namespace, { 'x-access': { write: ['user', 'app'] }, properties: { a: {}, b: {} } });
    expect((await asApp('PATCH', { b: 2 })).body.values).toEqual({ b: 2 });
  });

  it('record a read of sealed values by staff', async () => {
    const user = await someone();
    const namespace = await defined({ properties: { pin: { type: 'string', 'x-sealed': true }, a: {} } });
    const asStaff = () => read(admin, `/v1/admin/users/${user.id}/preferences/${namespace}`);
    const reads = async () =>
      (await read(user, '/v1/me/activity')).body.items.filter(
        ({ action }: { action: string }) => action === 'users.personal_data_read',
      ).length;
    await patch(user, path(namespace), { a: 1 });
    await asStaff();
    expect(await reads()).toBe(0);
    await patch(user, path(namespace), { pin: '1234' });
    expect((await asStaff()).body.values).toEqual({ a: 1, pin: '1234' });
    expect(await reads()).toBe(1);
    await api.call('GET', `/v1/admin/users/${user.id}/preferences`, { token: admin.token });
    expect(await reads()).toBe(2);
  });

  describe('that take rights away', () => {
    const APP_ONLY = { write: ['app:shop.plans'] };
    const HIDDEN = { read: ['app:shop.plans'], write: ['app:shop.plans'] };

    it('reset the values that users have set before, and count them first', async () => {
      const user = await someone();
      const namespace = newNamespace();
      await patch(user, path(namespace), { plan: 'enterprise', layout: 'list' });
      const schema = { properties: { plan: { enum: ['free', 'enterprise'], default: 'free', 'x-access': APP_ONLY } } };
      expectProblem(await define(namespace, schema), 'preferences.schema_breaks_documents', 409);
      expect((await define(namespace, schema, { force: true })).status).toBe(200);
      await untilMigrated(namespace);
      expect(await valuesOf(user, namespace)).toEqual({ plan: 'free', layout: 'list' });
      expect(await misfitsOf(namespace)).toMatchObject([{ pointer: '/plan', code: 'preferences.read_only' }]);
      // Later versions keep what has been set since.
      await nodes.database.write(
        "UPDATE preferences_document SET content = JSON_OBJECT('plan', 'enterprise') WHERE namespace = ?",
        [Buffer.from(namespace)],
      );
      expect((await define(namespace, { properties: { ...schema.properties, other: {} } })).status).toBe(200);
      await untilMigrated(namespace);
      expect(await valuesOf(user, namespace)).toEqual({ plan: 'enterprise' });
    });

    it('hold for the former name of a property', async () => {
      const user = await someone();
      const namespace = await defined({ properties: { plan: { type: 'string' } } });
      const tier = { type: 'string', 'x-renamed-from': 'plan', 'x-access': { write: ['admin'] } };
      await define(namespace, { properties: { tier } });
      expect(faultsOf(await patch(user, path(namespace), { plan: 'gold' }))).toEqual([
        422,
        '/plan preferences.read_only',
      ]);
    });

    it('hold for properties that were declared before', async () => {
      const user = await someone();
      const namespace = await defined({ properties: { plan: { type: 'string' } } });
      await define(namespace, { 'x-access': HIDDEN, properties: {} });
      for (const key of ['plan', 'other'])
        expect(faultsOf(await patch(user, path(namespace), { [key]: 'gold' }))).toEqual([422, `/${key} field.unknown`]);
    });

    it('hold for all keys after the schema was deleted, also in the event log', async () => {
      const user = await someone();
      const schema = { 'x-access': { read: ['admin'], write: ['admin'] }, properties: { k: {} } };
      const namespace = await defined(schema);
      const asStaff = `/v1/admin/users/${user.id}/preferences/${namespace}`;
      await api.call('PATCH', asStaff, { token: admin.token, body: { k: 'SECRET', undeclared: 'SECRET' } });
      await api.call('DELETE', schemaPath(namespace), { token: admin.token });
      expect(await valuesOf(user, namespace)).toEqual({});
      expect((await read(user, '/v1/me/activity')).text).not.toContain('SECRET');
      expect(faultsOf(await patch(user, path(namespace), { undeclared: 0 }))).toEqual([
        422,
        '/undeclared field.unknown',
      ]);
    });
  });

  it('are refused if a required property has no default or a former name is still in use', async () => {
    const namespace = newNamespace();
    expect(faultsOf(await define(namespace, { properties: { a: {} }, required: ['a'] }))).toEqual([
      422,
      '/defaults/a field.required',
    ]);
    for (const former of ['a', 'b'])
      expect(faultsOf(await define(namespace, { properties: { a: { 'x-renamed-from': former }, b: {} } }))).toEqual([
        422,
        '/schema/properties/a/x-renamed-from preferences.schema_value',
      ]);
  });
});
