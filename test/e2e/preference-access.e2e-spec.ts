import { expectProblem } from '@test/support/expect-problem';
import { newNamespace, preferenceSchemasOn, schemaPath, valuesPath } from '@test/support/preference-schemas';
import type { TestUser } from '@test/support/test-api';
import { faultsOf, startTwoNodes, type TwoNodes } from '@test/support/two-nodes';

describe('The access rules in schemas of preferences', () => {
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

  it('decide who reads and writes a namespace and a key, including in the event log', async () => {
    const user = await someone();
    const schema = {
      'x-access': { read: ['user', 'admin'], write: ['user'] },
      properties: {
        layout: { type: 'string' },
        score: { type: 'integer', 'x-access': { read: ['admin'], write: ['admin'] } },
        plan: { type: 'string', 'x-access': { write: ['app:shop.plans'] } },
      },
    };
    const namespace = await schemas.defined(schema);
    const asStaff = (method: string, body?: object, token = admin.token) =>
      api.call(method, `/v1/admin/users/${user.id}/preferences/${namespace}`, { token, body });
    await patch(user, valuesPath(namespace), { layout: 'list' });
    expect(faultsOf(await patch(user, valuesPath(namespace), { score: 3, plan: 'pro' }))).toEqual([
      422,
      '/plan preferences.read_only',
      '/score field.unknown',
    ]);
    expect((await asStaff('PATCH', { score: 3 })).body.values).toEqual({ layout: 'list', score: 3 });
    expect(faultsOf(await asStaff('PATCH', { layout: 'board' }))).toEqual([422, '/layout preferences.read_only']);
    expect(await schemas.valuesOf(user, namespace)).toEqual({ layout: 'list' });
    await api.call('DELETE', valuesPath(namespace), { token: user.token });
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
    expect(await schemas.valuesOf(user, namespace)).toEqual({ plan: 'pro' });

    const { items } = (await read(user, '/v1/me/activity?limit=10')).body;
    const changed = items.filter(({ action }: { action: string }) => action === 'preferences.changed');
    expect(JSON.stringify(changed)).not.toContain('score');
  });

  it('hide names that a user chose from everyone who may not read the values', async () => {
    const user = await someone();
    await patch(user, valuesPath('diary-of-ada'), { 'my-doctor': 'Smith' });
    const namespace = await schemas.defined({ properties: { a: { type: 'integer' } } });
    await patch(user, valuesPath(namespace), { a: 1, 'my-lawyer': 'Jones' });
    const support = await someone();
    const body = { roles: ['support'] };
    await api.call('PUT', `/v1/admin/users/${support.id}/roles`, { token: admin.token, body });
    const seenBy = async (reader: TestUser) => {
      const log = await read(reader, `/v1/admin/audit?subjectId=${user.id}&action=preferences.changed`);
      const versions = await read(reader, `/v1/admin/users/${user.id}/versions?at=${new Date().toISOString()}`);
      expect([log.status, versions.status]).toEqual([200, 200]);
      return log.text + versions.text;
    };
    const [byAdmin, bySupport] = [await seenBy(admin), await seenBy(support)];
    for (const name of ['diary-of-ada', 'my-doctor', 'my-lawyer']) {
      expect(byAdmin).toContain(name);
      expect(bySupport).not.toContain(name);
    }
    expect(bySupport).toContain(`values.${namespace}.a`);
  });

  it('let staff see only the keys they set, without the permission to read', async () => {
    const user = await someone();
    const namespace = await schemas.defined({ properties: { a: { type: 'integer' }, b: { type: 'integer' } } });
    await patch(user, valuesPath(namespace), { a: 1 });
    const body = { name: 'Writer', permissions: ['preferences.write'] };
    const { key } = (await api.call('POST', '/v1/admin/api-keys', { token: admin.token, body })).body;
    const asApp = (method: string, values?: object) =>
      api.call(method, `/v1/admin/users/${user.id}/preferences/${namespace}`, { token: key, body: values });
    expectProblem(await asApp('GET'), 'access.not_allowed', 403);
    await schemas.define(namespace, { 'x-access': { write: ['user', 'app'] }, properties: { a: {}, b: {} } });
    expect((await asApp('PATCH', { b: 2 })).body.values).toEqual({ b: 2 });
    expect((await asApp('PATCH', { b: null })).body.values).toEqual({});
  });

  it('let staff see only what they set within a value, without the permission to read', async () => {
    const user = await someone();
    const contacts = { type: 'object', default: { ada: 'mother' }, 'x-sealed': true };
    const namespace = await schemas.defined({
      'x-access': { write: ['user', 'app'] },
      properties: { contacts },
    });
    await patch(user, valuesPath(namespace), { contacts: { ada: 'lawyer', bob: { phone: '1', email: 'x' } } });
    const body = { name: 'Writer', permissions: ['preferences.write'] };
    const { key } = (await api.call('POST', '/v1/admin/api-keys', { token: admin.token, body })).body;
    const shown = async (values: object) =>
      (await api.call('PATCH', `/v1/admin/users/${user.id}/preferences/${namespace}`, { token: key, body: values }))
        .body.values;
    expect(await shown({ contacts: {} })).toEqual({ contacts: {} });
    expect(await shown({ contacts: { ada: null, bob: { phone: '2' } } })).toEqual({
      contacts: { bob: { phone: '2' } },
    });
    expect(await schemas.valuesOf(user, namespace)).toEqual({
      contacts: { ada: 'mother', bob: { phone: '2', email: 'x' } },
    });
  });

  it('tell staff in faults only about names that the schema declares or the request contains, and visible values', async () => {
    const user = await someone();
    const own = { type: 'string', 'x-access': { read: ['user'], write: ['user'] } };
    const people = { type: 'object', 'x-access': { read: ['user'], write: ['user', 'admin'] } };
    const namespace = await schemas.defined({ properties: { own, people } });
    await patch(user, valuesPath(namespace), { own: 'secret', people: { 'ada@private.example': 'x' } });
    const strict = { ...people, additionalProperties: { type: 'integer' } };
    const guess = { anyOf: [{ type: 'object', properties: { own: { type: 'string', pattern: '^guess$' } } }] };
    expect((await schemas.define(namespace, { properties: { own, people: strict }, ...guess })).status).toBe(200);
    await schemas.untilMigrated(namespace);
    const asStaff = (values: object) =>
      api.call('PATCH', `/v1/admin/users/${user.id}/preferences/${namespace}`, { token: admin.token, body: values });
    expect(faultsOf(await asStaff({ people: { mine: 'y' } })).sort()).toEqual(
      ['/people/* field.wrong_type', '/people/mine field.wrong_type', 422].sort(),
    );
    expect(faultsOf(await asStaff({ other: 1 }))).toEqual([200]);
  });

  it('record a read of sealed values by staff', async () => {
    const user = await someone();
    const namespace = await schemas.defined({ properties: { pin: { type: 'string', 'x-sealed': true }, a: {} } });
    const asStaff = () => read(admin, `/v1/admin/users/${user.id}/preferences/${namespace}`);
    const reads = async () =>
      (await read(user, '/v1/me/activity')).body.items.filter(
        ({ action }: { action: string }) => action === 'users.personal_data_read',
      ).length;
    await patch(user, valuesPath(namespace), { a: 1 });
    await asStaff();
    expect(await reads()).toBe(0);
    await patch(user, valuesPath(namespace), { pin: '1234' });
    expect((await asStaff()).body.values).toEqual({ a: 1, pin: '1234' });
    expect(await reads()).toBe(1);
    await api.call('GET', `/v1/admin/users/${user.id}/preferences`, { token: admin.token });
    expect(await reads()).toBe(2);
  });

  describe('that revoke access', () => {
    const APP_ONLY = { write: ['app:shop.plans'] };
    const HIDDEN = { read: ['app:shop.plans'], write: ['app:shop.plans'] };

    it('reset the values that users have set before, and count them first', async () => {
      const user = await someone();
      const namespace = newNamespace();
      await patch(user, valuesPath(namespace), { plan: 'enterprise', layout: 'list' });
      const schema = { properties: { plan: { enum: ['free', 'enterprise'], default: 'free', 'x-access': APP_ONLY } } };
      expectProblem(await schemas.define(namespace, schema), 'preferences.schema_breaks_documents', 409);
      expect((await schemas.define(namespace, schema, { force: true })).status).toBe(200);
      await schemas.untilMigrated(namespace);
      expect(await schemas.valuesOf(user, namespace)).toEqual({ plan: 'free', layout: 'list' });
      expect(await schemas.misfitsOf(namespace)).toMatchObject([{ pointer: '/plan', code: 'preferences.read_only' }]);
      // Later versions keep what has been set since.
      await nodes.database.write(
        "UPDATE preferences_document SET content = JSON_OBJECT('plan', 'enterprise') WHERE namespace = ?",
        [Buffer.from(namespace)],
      );
      expect((await schemas.define(namespace, { properties: { ...schema.properties, other: {} } })).status).toBe(200);
      await schemas.untilMigrated(namespace);
      expect(await schemas.valuesOf(user, namespace)).toEqual({ plan: 'enterprise' });
    });

    it('apply to the former name of a property', async () => {
      const user = await someone();
      const namespace = await schemas.defined({ properties: { plan: { type: 'string' } } });
      const tier = { type: 'string', 'x-renamed-from': 'plan', 'x-access': { write: ['admin'] } };
      await schemas.define(namespace, { properties: { tier } });
      expect(faultsOf(await patch(user, valuesPath(namespace), { plan: 'gold' }))).toEqual([
        422,
        '/plan preferences.read_only',
      ]);
    });

    it('apply to properties that were declared before', async () => {
      const user = await someone();
      const namespace = await schemas.defined({ properties: { plan: { type: 'string' } } });
      await schemas.define(namespace, { 'x-access': HIDDEN, properties: {} });
      for (const key of ['plan', 'other'])
        expect(faultsOf(await patch(user, valuesPath(namespace), { [key]: 'gold' }))).toEqual([
          422,
          `/${key} field.unknown`,
        ]);
    });

    it('apply to all keys after the schema was deleted, including in the event log', async () => {
      const user = await someone();
      const schema = { 'x-access': { read: ['admin'], write: ['admin'] }, properties: { k: {} } };
      const namespace = await schemas.defined(schema);
      const asStaff = `/v1/admin/users/${user.id}/preferences/${namespace}`;
      await api.call('PATCH', asStaff, { token: admin.token, body: { k: 'SECRET', undeclared: 'SECRET' } });
      await api.call('DELETE', schemaPath(namespace), { token: admin.token });
      expect(await schemas.valuesOf(user, namespace)).toEqual({});
      expect((await read(user, '/v1/me/activity')).text).not.toContain('SECRET');
      expect(faultsOf(await patch(user, valuesPath(namespace), { undeclared: 0 }))).toEqual([
        422,
        '/undeclared field.unknown',
      ]);
    });
  });
});
