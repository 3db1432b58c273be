import { randomUUID } from 'node:crypto';
import { expectProblem } from '@test/support/expect-problem';
import type { Answer, TestApi } from '@test/support/test-api';
import { faultsOf, startTwoNodes, type TwoNodes } from '@test/support/two-nodes';

const SCHEMA = {
  properties: { orderId: { type: 'string', maxLength: 8 }, total: { type: 'integer', minimum: 0 } },
  required: ['orderId'],
  additionalProperties: false,
};

describe('An activity type', () => {
  let nodes: TwoNodes;
  let counter = 0;

  beforeAll(async () => {
    nodes = await startTwoNodes();
  });
  afterAll(() => nodes.stop());

  const newType = () => `app.order_${++counter}`;
  const pathOf = (type: string) => `/v1/admin/activity-types/${type}`;
  const call = (method: string, path: string, body?: object, headers: Record<string, string> = {}, node = nodes.api) =>
    node.call(method, path, { token: nodes.admin.token, body, headers });
  const define = (type: string, schema: object, node: TestApi = nodes.api) =>
    call('PUT', pathOf(type), { schema }, {}, node);
  const record = (token: string, body: object, node: TestApi = nodes.api): Promise<Answer> =>
    node.call('POST', '/v1/activity', { token, body });

  it('has a version that increases with each change, even after it was deleted', async () => {
    const type = newType();
    const first = await call('PUT', pathOf(type), { schema: SCHEMA, description: 'An order was placed' });
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"1"']);
    expect(first.body).toMatchObject({
      type,
      version: 1,
      description: 'An order was placed',
      schema: { ...SCHEMA, type: 'object' },
    });
    expect((await call('GET', pathOf(type), undefined, {}, nodes.other)).body).toEqual(first.body);
    expect((await call('GET', pathOf(type), undefined, { 'if-none-match': '"1"' })).status).toBe(304);
    expect((await call('PUT', pathOf(type), { schema: SCHEMA, description: 'An order was placed' })).body.version).toBe(
      1,
    );
    expect((await define(type, {})).body.version).toBe(2);
    expect((await call('DELETE', pathOf(type))).status).toBe(204);
    expectProblem(await call('GET', pathOf(type)), 'request.not_found', 404);
    expectProblem(await call('DELETE', pathOf(type)), 'request.not_found', 404);
    expect((await define(type, SCHEMA)).body.version).toBe(4);
  });

  it('can be changed and deleted on condition of its version', async () => {
    const type = newType();
    const put = (schema: object, tag: string) => call('PUT', pathOf(type), { schema }, { 'if-match': tag });
    expectProblem(await put(SCHEMA, '"0"'), 'request.stale', 412);
    expectProblem(await put(SCHEMA, '*'), 'request.stale', 412);
    await define(type, SCHEMA);
    expect((await put({}, '"1"')).headers.get('etag')).toBe('"2"');
    expectProblem(await put(SCHEMA, '"1"'), 'request.stale', 412);
    expectProblem(await call('DELETE', pathOf(type), undefined, { 'if-match': '"1"' }), 'request.stale', 412);
    expect((await call('DELETE', pathOf(type), undefined, { 'if-match': '"2"' })).status).toBe(204);
  });

  it('gets consecutive versions from changes at the same time on both nodes', async () => {
    const type = newType();
    const schemas = Array.from({ length: 8 }, (_, n) => ({ properties: { n: { const: n } } }));
    const answers = await Promise.all(
      schemas.map((schema, n) => define(type, schema, n % 2 === 0 ? nodes.api : nodes.other)),
    );
    expect(answers.map(({ status }) => status)).toEqual(schemas.map(() => 200));
    expect((await call('GET', pathOf(type))).body.version).toBe(8);
    const found = await call('GET', '/v1/admin/audit?action=audit.activity_type_defined&limit=100');
    const versions = found.body.items
      .filter(({ facts }: { facts: { type: string } }) => facts.type === type)
      .map(({ facts }: { facts: { version: number } }) => facts.version);
    expect(versions.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('is deleted once, however many requests delete it at the same time', async () => {
    for (let round = 0; round < 5; round++) {
      const type = newType();
      await define(type, SCHEMA);
      const answers = await Promise.all(
        [nodes.api, nodes.other, nodes.api, nodes.other].map((node) =>
          call('DELETE', pathOf(type), undefined, {}, node),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404]);
    }
  });

  it('is listed page by page without its schema', async () => {
    const types = [`app.list.a${++counter}`, `app.list.b${counter}`, `app.list.c${counter}`];
    for (const type of types) await define(type, SCHEMA);
    const listed: string[] = [];
    let cursor = '';
    do {
      const page = (await call('GET', `/v1/admin/activity-types?limit=2${cursor && `&cursor=${cursor}`}`)).body;
      listed.push(...page.items.map(({ type }: { type: string }) => type));
      expect(page.items[0]).not.toHaveProperty('schema');
      cursor = page.nextCursor ?? '';
    } while (cursor);
    expect(listed.filter((type) => type.startsWith('app.list.'))).toEqual(types);
  });

  it('rejects details that do not match, with a pointer for each fault', async () => {
    const [user, type] = [await nodes.someone(), newType()];
    await define(type, SCHEMA);
    expect(faultsOf(await record(user.token, { action: type, details: { total: -1, more: 1 } }))).toEqual([
      422,
      '/details/orderId field.required',
      '/details/more field.unknown',
      '/details/total field.too_small',
    ]);
    expect(faultsOf(await record(user.token, { action: type }))).toEqual([422, '/details/orderId field.required']);
    const good = { action: type, details: { orderId: 'A-17' } };
    const events = [good, { action: type, details: { orderId: 'far too long' } }, { action: newType() }];
    expect(faultsOf(await record(user.token, { events }))).toEqual([422, '/events/1/details/orderId field.too_long']);
    expect((await record(user.token, { events: [good, good] })).status).toBe(201);
  });

  it('applies on every node once the response was sent, when it is set, changed and deleted', async () => {
    const user = await nodes.someone();
    for (let round = 0; round < 5; round++) {
      const type = newType();
      const [here, there] = round % 2 === 0 ? [nodes.api, nodes.other] : [nodes.other, nodes.api];
      const status = async (details: object) => (await record(user.token, { action: type, details }, there)).status;
      expect(await status({ any: 1 })).toBe(201);
      await define(type, SCHEMA, here);
      expect(await status({ any: 1 })).toBe(422);
      await define(type, { properties: { any: true }, required: ['any'] }, here);
      expect([await status({ any: 1 }), await status({})]).toEqual([201, 422]);
      await call('DELETE', pathOf(type), undefined, {}, here);
      expect(await status({})).toBe(201);
    }
  });

  it('does not affect an event that is sent again with its ID', async () => {
    const [user, type] = [await nodes.someone(), newType()];
    const event = { id: randomUUID(), action: type, details: { any: 1 } };
    const first = await record(user.token, event);
    await define(type, SCHEMA);
    expect((await record(user.token, event, nodes.other)).body).toEqual(first.body);
  });

  it('can only have a supported schema and a name that begins with app', async () => {
    const type = newType();
    expect(faultsOf(await define(type, { properties: { x: { $ref: 'https://evil.example' } } }))).toEqual([
      422,
      '/schema/properties/x/$ref audit.schema_reference',
    ]);
    expect(faultsOf(await define(type, { properties: { x: { pattern: '(?=a)' } }, 'x-access': {} }))).toEqual([
      422,
      '/schema/x-access audit.schema_keyword',
      '/schema/properties/x/pattern audit.schema_pattern',
    ]);
    expect(faultsOf(await define(type, { type: 'array' }))).toEqual([422, '/schema/type audit.schema_value']);
    for (const name of ['auth.signed_in', 'app', 'app.X', `app.${'x'.repeat(60)}`])
      expect(faultsOf(await define(name, SCHEMA))).toEqual([422, '/type field.bad_format']);
    expectProblem(await call('GET', pathOf('app.X')), 'request.not_found', 404);
    expectProblem(await call('GET', pathOf(type)), 'request.not_found', 404);
  });

  it('is managed with the permission only, including by an app key', async () => {
    const user = await nodes.someone();
    const type = newType();
    const as = (token: string) => nodes.api.call('PUT', pathOf(type), { token, body: { schema: SCHEMA } });
    expectProblem(await as(user.token), 'access.not_allowed', 403);
    const body = { name: 'A pipeline', permissions: ['activity.define-types'] };
    expect((await as((await call('POST', '/v1/admin/api-keys', body)).body.key as string)).status).toBe(200);
  });
});
