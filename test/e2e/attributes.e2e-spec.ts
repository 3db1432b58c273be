import { faultsOf, startTwoNodes, type TwoNodes } from '@test/support/two-nodes';

describe('Custom attributes', () => {
  let nodes: TwoNodes;
  let api: TwoNodes['api'];
  let other: TwoNodes['other'];
  let admin: TwoNodes['admin'];
  let someone: TwoNodes['someone'];
  let read: TwoNodes['read'];
  let patch: TwoNodes['patch'];

  beforeAll(async () => {
    nodes = await startTwoNodes();
    ({ api, other, admin, someone, read, patch } = nodes);
  });
  afterAll(() => nodes.stop());
  const define = (schema: unknown, headers = {}, by = admin, node = api) =>
    node.call('PUT', '/v1/admin/attribute-schema', { token: by.token, body: { schema }, headers });
  const SCHEMA = {
    properties: {
      shirt: { enum: ['S', 'M'] },
      nick: { type: 'string', pattern: '^(x+x+)+y$' },
      score: { type: 'integer', 'x-access': { read: ['admin'], write: ['admin'] } },
      tier: { type: 'string', 'x-access': { write: ['admin'] } },
    },
  };

  it('are defined by administrators only', async () => {
    const user = await someone();
    expect((await define(SCHEMA, {}, user)).status).toBe(403);
    expect((await read(user, '/v1/admin/attribute-schema')).status).toBe(403);
    expect((await api.call('GET', '/v1/admin/attribute-schema')).status).toBe(401);
  });

  it('have a schema with versions, protected by If-Match and applied on every node from the answer on', async () => {
    const first = await read(admin, '/v1/admin/attribute-schema');
    expect([first.status, first.body]).toEqual([
      200,
      { schema: { type: 'object', properties: {}, additionalProperties: false }, version: 0, changedAt: null },
    ]);
    const etag = first.headers.get('etag') as string;
    const put = await define(SCHEMA, { 'if-match': etag });
    expect([put.status, put.body.version, put.body.schema.additionalProperties]).toEqual([200, 1, false]);
    expect((await define({ properties: {} }, { 'if-match': etag })).status).toBe(412);
    expect((await define(SCHEMA)).body.version).toBe(1);
    const user = await someone();
    for (const node of [api, other]) {
      expect((await patch(user, '/v1/me/personal', { attributes: { shirt: 'M' } }, {}, node)).body.attributes).toEqual({
        shirt: 'M',
      });
      expect(faultsOf(await patch(user, '/v1/me/personal', { attributes: { shirt: 'XL' } }, {}, node))).toEqual([
        422,
        '/attributes/shirt field.not_allowed_value',
      ]);
    }
  });

  it('get each schema version number once, even with concurrent definitions', async () => {
    const before = (await read(admin, '/v1/admin/attribute-schema')).body.version as number;
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => define({ ...SCHEMA, title: `Version ${i}` }, {}, admin, i % 2 ? api : other)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect((await define(SCHEMA)).body.version).toBe(before + 7);
  });

  it('follow the access rules of each field', async () => {
    await define(SCHEMA);
    const user = await someone();
    const path = `/v1/admin/users/${user.id}/personal`;
    expect(
      faultsOf(await patch(user, '/v1/me/personal', { givenName: 'x', attributes: { shirt: 'S', score: 9 } })),
    ).toEqual([422, '/attributes/score field.unknown']);
    expect(faultsOf(await patch(user, '/v1/me/personal', { attributes: { tier: 'gold' } }))).toEqual([
      422,
      '/attributes/tier users.attribute_read_only',
    ]);
    expect((await patch(admin, path, { attributes: { score: 9, tier: 'gold' } })).body.attributes).toEqual({
      score: 9,
      tier: 'gold',
    });
    expect((await read(user, '/v1/me/personal')).body.attributes).toEqual({ tier: 'gold' });
    expect((await patch(user, '/v1/me/personal', { attributes: { shirt: 'S' } })).body.attributes).toEqual({
      tier: 'gold',
      shirt: 'S',
    });
    expect((await read(admin, path)).body.attributes).toEqual({ score: 9, tier: 'gold', shirt: 'S' });
    const history = await read(user, '/v1/me/activity?action=users.personal_data_changed');
    expect(history.text).toContain('gold');
    expect(history.text).not.toMatch(/score.{0,40}9/);
  });

  it('stay readable under a new schema, hidden fields stay hidden, and the next write must match the schema', async () => {
    await define({ properties: { ...SCHEMA.properties, size: { type: 'string' } } });
    const user = await someone();
    const path = `/v1/admin/users/${user.id}/personal`;
    await patch(admin, path, { attributes: { size: 'large', score: 1 } });
    await define({ properties: { size: { type: 'integer' } } });
    expect((await read(user, '/v1/me/personal', other)).body.attributes).toEqual({ size: 'large' });
    expect((await read(admin, path)).body.attributes).toEqual({ size: 'large', score: 1 });
    expect((await patch(user, '/v1/me/personal', { givenName: 'Still possible' })).status).toBe(200);
    expect(faultsOf(await patch(user, '/v1/me/personal', { attributes: {} }))).toEqual([
      422,
      '/attributes/size field.wrong_type',
    ]);
    expect((await patch(user, '/v1/me/personal', { attributes: { size: 5 } })).body.attributes).toEqual({ size: 5 });
    await define(SCHEMA);
  });

  it('cannot block the process by a pattern', async () => {
    await define(SCHEMA);
    const user = await someone();
    // A backtracking engine would never finish this pattern.
    expect(faultsOf(await patch(user, '/v1/me/personal', { attributes: { nick: 'x'.repeat(10_000) } }))).toEqual([
      422,
      '/attributes/nick field.bad_format',
    ]);
  });

  it.each([
    ['a text', '/schema field.wrong_type'],
    [{ properties: { a: { $ref: 'https://evil.example/' } } }, '/schema/properties/a/$ref users.schema_reference'],
    [{ properties: { a: { type: 'string', pattern: '(a)\\1' } } }, '/schema/properties/a/pattern users.schema_pattern'],
    [{ properties: { a: { typ: 'string' } } }, '/schema/properties/a/typ users.schema_keyword'],
    [{ properties: { a: { type: 'nothing' } } }, '/schema users.schema_invalid'],
  ])('cannot be defined by %j', async (schema, fault) => {
    const before = await read(admin, '/v1/admin/attribute-schema');
    expect(faultsOf(await define(schema))).toEqual([422, fault]);
    expect((await read(admin, '/v1/admin/attribute-schema')).body).toEqual(before.body);
  });

  it('are recorded in the audit log', async () => {
    const { body } = await read(admin, '/v1/admin/audit?action=users.attribute_schema_changed');
    expect(body.items[0].action).toBe('users.attribute_schema_changed');
  });
});
