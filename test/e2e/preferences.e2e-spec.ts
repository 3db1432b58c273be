import { expectProblem } from '@test/support/expect-problem';
import type { Answer, TestUser } from '@test/support/test-api';
import { TestStreams } from '@test/support/test-streams';
import { faultsOf, startTwoNodes, until, type TwoNodes } from '@test/support/two-nodes';
import { EndedSessions } from '@features/preferences/documents/ended-sessions';

const ALL = '/v1/me/preferences';
const UI = `${ALL}/ui`;
const LOCALE = `${ALL}/locale`;

describe('Preferences', () => {
  let nodes: TwoNodes;
  let api: TwoNodes['api'];
  let someone: TwoNodes['someone'];
  let read: TwoNodes['read'];
  let patch: TwoNodes['patch'];

  beforeAll(async () => {
    nodes = await startTwoNodes({ PREFERENCES_MAX_BYTES: '2000', PREFERENCES_MAX_NAMESPACES: '3' });
    ({ api, someone, read, patch } = nodes);
  });
  afterAll(() => nodes.stop());

  const call = (user: TestUser, method: string, path: string, body?: unknown, headers = {}) =>
    api.call(method, path, { token: user.token, body, headers });
  const valuesOf = async (user: TestUser, path: string, node = api) =>
    (await read(user, path, node)).body.values as Record<string, unknown>;
  const tagOf = ({ headers }: Answer) => headers.get('etag') ?? '';

  it('follow the defaults until they are set, and again after a reset', async () => {
    const user = await someone();
    expect(await valuesOf(user, UI)).toMatchObject({ theme: 'system', density: 'comfortable' });
    const changed = await patch(user, UI, { theme: 'dark' });
    expect(changed.body).toMatchObject({
      namespace: 'ui',
      values: { theme: 'dark', density: 'comfortable' },
      version: 1,
    });
    expect(await valuesOf(user, `${UI}?raw=true`)).toEqual({ theme: 'dark' });
    expect((await call(user, 'DELETE', `${UI}/theme`)).status).toBe(204);
    expect(await valuesOf(user, UI)).toMatchObject({ theme: 'system' });
    expectProblem(await call(user, 'DELETE', `${UI}/..%2Ftheme`), 'request.not_found', 404);
    await patch(user, UI, { theme: 'light', density: 'compact' });
    expect((await patch(user, UI, { theme: null })).body.values).toMatchObject({ theme: 'system', density: 'compact' });
    expect((await call(user, 'DELETE', UI)).status).toBe(204);
    expect(await valuesOf(user, `${UI}?raw=true`)).toEqual({});
  });

  it('are read for all namespaces at once, with the current values on every node', async () => {
    const user = await someone();
    const namesOf = ({ body }: Answer) => body.items.map(({ namespace }: { namespace: string }) => namespace);
    const first = await read(user, ALL);
    expect(namesOf(first)).toEqual(['locale', 'notifications', 'privacy', 'ui']);
    expect((await call(user, 'GET', ALL, undefined, { 'if-none-match': tagOf(first) })).status).toBe(304);
    await read(user, ALL, nodes.other);
    for (const theme of ['dark', 'light', 'system']) {
      await patch(user, UI, { theme });
      for (const node of [api, nodes.other]) {
        const { body } = await read(user, ALL, node);
        expect(body.items.find((item: { namespace: string }) => item.namespace === 'ui').values.theme).toBe(theme);
      }
    }
    expect(tagOf(await read(user, ALL))).not.toBe(tagOf(first));
    const raw = await read(user, `${ALL}?raw=true`);
    expect(raw.body.items).toEqual([
      { namespace: 'locale', values: { language: 'en' }, version: 0 },
      { namespace: 'ui', values: { theme: 'system' }, version: 3 },
    ]);
  });

  it('keep the changes of fifty clients that change different keys at the same time', async () => {
    const user = await someone();
    const keys = Array.from({ length: 50 }, (_, n) => `key${n}`);
    const answers = await Promise.all(
      keys.map((key, n) => patch(user, `${ALL}/board`, { [key]: n }, {}, n % 2 ? api : nodes.other)),
    );
    expect(answers.map(({ status }) => status)).toEqual(keys.map(() => 200));
    const { values, version } = (await read(user, `${ALL}/board`)).body;
    expect(values).toEqual(Object.fromEntries(keys.map((key, n) => [key, n])));
    expect(version).toBe(50);
  });

  it('merge nested objects, and replace lists', async () => {
    const user = await someone();
    await patch(user, `${ALL}/board`, { columns: { a: 1, b: { c: 2 } }, order: [1, 2] });
    const { body } = await patch(user, `${ALL}/board`, { columns: { b: { d: 3 }, a: null }, order: [3] });
    expect(body.values).toEqual({ columns: { b: { c: 2, d: 3 } }, order: [3] });
    const notifications = `${ALL}/notifications`;
    const topics = (await patch(user, notifications, { topics: { news: { email: false } } })).body.values;
    expect(topics).toMatchObject({
      channels: { inbox: true, email: true, push: true },
      topics: { news: { email: false } },
    });
  });

  it('are replaced as a whole by PUT', async () => {
    const user = await someone();
    await patch(user, `${ALL}/board`, { a: 1, b: 2 });
    const replaced = await call(user, 'PUT', `${ALL}/board`, { b: 3, c: 4, d: null });
    expect(replaced.body).toMatchObject({ values: { b: 3, c: 4 }, version: 2 });
    const again = await call(user, 'PUT', `${ALL}/board`, { b: 3, c: 4 });
    expect([again.body.version, tagOf(again)]).toEqual([2, tagOf(replaced)]);
  });

  it('refuse an outdated If-Match, and answer 304 to a current ETag', async () => {
    const user = await someone();
    const first = await patch(user, UI, { theme: 'dark' });
    expect(tagOf(await read(user, UI))).toBe(tagOf(first));
    const current = { 'if-match': tagOf(first) };
    expect((await call(user, 'GET', UI, undefined, { 'if-none-match': tagOf(first) })).status).toBe(304);
    expect((await patch(user, UI, { theme: 'light' }, current)).status).toBe(200);
    expectProblem(await patch(user, UI, { theme: 'dark' }, current), 'request.stale', 412);
    expectProblem(await call(user, 'DELETE', UI, undefined, current), 'request.stale', 412);
    expect(await valuesOf(user, UI)).toMatchObject({ theme: 'light' });
  });

  it('are rejected with a clear error for each fault', async () => {
    const user = await someone();
    const board = `${ALL}/board`;
    expect(faultsOf(await patch(user, UI, { theme: 'neon', density: 4 }))).toEqual([
      422,
      '/theme field.not_allowed_value',
      '/density field.not_allowed_value',
    ]);
    expect(faultsOf(await patch(user, LOCALE, { timeZone: 'Europe/Berlim', language: 'e' }))).toEqual([
      422,
      '/language field.bad_format',
      '/timeZone field.bad_format',
    ]);
    expect(faultsOf(await patch(user, board, { 'a key': 1, '9': 1 }))).toEqual([
      422,
      '/9 preferences.bad_key',
      '/a key preferences.bad_key',
    ]);
    expect(faultsOf(await patch(user, board, { text: 'x\u202ey' }))).toEqual([422, '/text field.bad_text']);
    expect(faultsOf(await patch(user, board, { text: 'x'.repeat(2000) }))).toEqual([422, ' preferences.too_large']);
    const deep = Array.from({ length: 9 }).reduce<unknown>((inner) => [inner], 1);
    expect(faultsOf(await patch(user, board, { deep }))).toEqual([422, '/deep preferences.too_deep']);
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`k${n}`, 1]));
    expect(faultsOf(await patch(user, board, many))).toContain(' field.too_many');
    for (const body of [[], 'text', 1]) expect((await patch(user, board, body)).status).toBe(422);
    expectProblem(await read(user, `${ALL}/Board`), 'request.not_found', 404);
    expectProblem(await read(user, `${ALL}/${'x'.repeat(41)}`), 'request.not_found', 404);
    expect(await valuesOf(user, board)).toEqual({});
  });

  it('are stored in a limited number of namespaces', async () => {
    const user = await someone();
    for (const name of ['one', 'two', 'three'])
      expect((await patch(user, `${ALL}/${name}`, { a: 1 })).status).toBe(200);
    expectProblem(await patch(user, `${ALL}/four`, { a: 1 }), 'preferences.too_many_namespaces', 409);
    expect((await patch(user, `${ALL}/three`, { a: 2 })).status).toBe(200);
    for (const name of ['one', 'two', 'four'])
      expect((await patch(user, `${ALL}/${name}?device=this`, { a: 1 })).status).toBe(200);
    expectProblem(await patch(user, `${ALL}/five?device=this`, { a: 1 }), 'preferences.too_many_namespaces', 409);
  });

  it('store the language only in the account, whose mails follow it', async () => {
    const user = await someone();
    const changed = await patch(user, LOCALE, { language: 'de-at', timeZone: 'Europe/Vienna' });
    expect(changed.body.values).toMatchObject({ language: 'de-AT', timeZone: 'Europe/Vienna' });
    expect((await read(user, '/v1/me')).body.locale).toBe('de-AT');
    await patch(user, '/v1/me', { locale: 'fr' });
    expect(tagOf(await read(user, LOCALE))).not.toBe(tagOf(changed));
    expect(await valuesOf(user, LOCALE)).toMatchObject({ language: 'fr', timeZone: 'Europe/Vienna' });
    await call(user, 'DELETE', LOCALE);
    expect(await valuesOf(user, `${LOCALE}?raw=true`)).toEqual({ language: 'fr' });
    await call(user, 'DELETE', `${LOCALE}/language`);
    expect((await read(user, '/v1/me')).body.locale).toBe('en');
    const rows = await nodes.database.rows<{ content: unknown }>(
      "SELECT content FROM preferences_document WHERE namespace = 'locale'",
    );
    expect(JSON.stringify(rows)).not.toContain('language');
  });

  it('can differ on one device, until its session ends', async () => {
    const user = await someone();
    const phone = await api.login(user.email);
    await patch(user, UI, { theme: 'dark', density: 'compact' });
    const own = await patch(phone, `${UI}?device=this`, { theme: 'light' });
    expect(own.body).toMatchObject({ values: { theme: 'light', density: 'compact' }, version: 1 });
    expect(await valuesOf(phone, UI)).toMatchObject({ theme: 'dark' });
    expect(await valuesOf(user, `${UI}?device=this`)).toMatchObject({ theme: 'dark' });
    const list = await read(phone, `${ALL}?device=this`);
    expect(list.body.items.find((item: { namespace: string }) => item.namespace === 'ui').values.theme).toBe('light');
    expect((await patch(phone, `${UI}?device=this`, { theme: 'system' }, { 'if-match': tagOf(own) })).status).toBe(200);
    expectProblem(
      await patch(phone, `${UI}?device=this`, { theme: 'dark' }, { 'if-match': tagOf(own) }),
      'request.stale',
      412,
    );
    expect(faultsOf(await patch(phone, `${LOCALE}?device=this`, { language: 'de' }))).toEqual([
      422,
      '/language preferences.not_per_device',
    ]);
    const remaining = () =>
      nodes.database.rows('SELECT 1 FROM preferences_document WHERE session_id IS NOT NULL AND user_id = UNHEX(?)', [
        user.id.replaceAll('-', ''),
      ]);
    expect(await remaining()).toHaveLength(1);
    await api.app.get(EndedSessions).run();
    expect(await remaining()).toHaveLength(1);
    await call(phone, 'POST', '/v1/auth/logout');
    await api.app.get(EndedSessions).run();
    expect(await remaining()).toEqual([]);
  });

  it('of a device cannot be read or changed with an API key', async () => {
    const user = await someone();
    const body = { name: 'A script', scopes: ['preferences:read'] };
    const { key } = (await call(user, 'POST', '/v1/me/api-keys', body)).body;
    const asKey = (method: string, path: string, values?: object) =>
      api.call(method, path, { token: key, body: values });
    expect((await asKey('GET', UI)).status).toBe(200);
    expectProblem(await asKey('GET', `${UI}?device=this`), 'preferences.no_session', 403);
    expectProblem(await asKey('PATCH', UI, { theme: 'dark' }), 'access.scope_missing', 403);
  });

  it('appear in the activity with their values before and after', async () => {
    const user = await someone();
    await patch(user, UI, { theme: 'dark', sidebar: 'left' });
    await patch(user, UI, { theme: 'light' });
    const { items } = (await read(user, '/v1/me/activity?limit=2')).body;
    expect(items.map(({ action, facts, changes }: Record<string, unknown>) => ({ action, facts, changes }))).toEqual([
      {
        action: 'preferences.changed',
        facts: { namespace: 'ui', keys: ['theme'], version: 2 },
        changes: { 'values.ui.theme': { before: 'dark', after: 'light' } },
      },
      {
        action: 'preferences.changed',
        facts: { namespace: 'ui', keys: ['theme'], version: 1 },
        changes: {
          'values.ui.sidebar': { before: null, after: 'left' },
          'values.ui.theme': { before: null, after: 'dark' },
        },
      },
    ]);
  });

  it('of a namespace that is not registered are published without its name, which the user chose', async () => {
    const user = await someone();
    const streams = new TestStreams();
    const stream = await streams.on(nodes.other, user);
    await stream.next('ready');
    await patch(user, '/v1/me/preferences/jane-doe-42', { theme: 'dark' });
    expect((await stream.next('preferences.changed')).data).toMatchObject({ namespace: 'jane-doe-42' });
    const [event] = (await read(user, '/v1/me/activity?limit=1')).body.items;
    expect(event.facts).toEqual({ keys: [], version: 1 });
    expect(event.changes).toEqual({ 'values.jane-doe-42.theme': { before: null, after: 'dark' } });
    streams.stop();
  });

  it('are sent to the streams of the user on every node, and only with what the user can read', async () => {
    const user = await someone();
    const phone = await api.login(user.email);
    const schema = { properties: { score: { 'x-access': { read: ['admin'], write: ['admin'] } } } };
    await api.call('PUT', '/v1/admin/preference-schemas/game', { token: nodes.admin.token, body: { schema } });
    const streams = new TestStreams();
    const stream = await streams.on(nodes.other, phone);
    await stream.next('ready');
    await patch(user, UI, { theme: 'dark', density: 'compact' });
    expect((await stream.next('preferences.changed')).data).toEqual({
      namespace: 'ui',
      values: { theme: 'dark', density: 'compact' },
      version: 1,
    });
    const asStaff = `/v1/admin/users/${user.id}/preferences/game`;
    await api.call('PATCH', asStaff, { token: nodes.admin.token, body: { score: 5 } });
    await patch(user, `${UI}?device=this`, { theme: 'light' });
    const { data } = await stream.next('preferences.changed');
    expect(data).toEqual({ namespace: 'ui', values: { theme: 'light' }, version: 1, sessionId: expect.any(String) });
    await patch(user, UI, { theme: null });
    expect((await stream.next('preferences.changed')).data.values).toEqual({ theme: null });
    streams.stop();
  });

  it('are not part of an access token, which stays small with twenty roles', async () => {
    const { admin } = nodes;
    const user = await someone({ displayName: 'Ada with a long display name' });
    const names = Array.from({ length: 20 }, (_, n) => `department-${n}`);
    for (const name of names)
      await api.call('POST', '/v1/admin/roles', {
        token: admin.token,
        body: { name, description: '', permissions: ['users.read'] },
      });
    const assigned = await api.call('PUT', `/v1/admin/users/${user.id}/roles`, {
      token: admin.token,
      body: { roles: names },
    });
    expect(assigned.status).toBe(200);
    await patch(user, UI, { theme: 'dark', note: 'x'.repeat(1000) });
    let token = '';
    await until(async () => {
      ({ token } = await api.login(user.email));
      return JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()).roles.length === 20;
    });
    expect(token.length).toBeLessThan(1024);
    const claims = JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString());
    expect(JSON.stringify(claims)).not.toMatch(/dark|display|theme|@/);
  });
});
