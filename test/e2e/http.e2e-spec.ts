import { Database } from '@platform/persistence/database';
import { expectProblem } from '@test/support/expect-problem';
import { TestApi } from '@test/support/test-api';

describe('The HTTP pipeline', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.start({ CORS_ORIGINS: 'https://app.example.com', METRICS_TOKEN: 'scrape-me-if-you-may' });
  });
  afterAll(() => api.stop());

  const json = { 'content-type': 'application/json' };
  const post = (raw: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = json) =>
    api.call('POST', '/v1/auth/login', { raw, headers });

  it.each([
    ['broken JSON', '{"email":'],
    ['JSON followed by more', '{} {}'],
    ['one key twice', '{"email":"a@example.com","email":"b@example.com","password":"x"}'],
    ['one key twice, spelled differently', '{"email":"a@example.com","\\u0065mail":"b@example.com","password":"x"}'],
    ['a key that reaches the prototype', '{"__proto__":{"admin":true}}'],
    ['33 levels', '['.repeat(33) + ']'.repeat(33)],
    ['1,001 keys', JSON.stringify(Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`k${i}`, 1])))],
  ])('answers 400 to %s', async (_what, raw) => expectProblem(await post(raw), 'request.malformed', 400));

  it('answers 400 to bytes that are not UTF-8, so two passwords never become one', async () => {
    const bytes = new Uint8Array(
      Buffer.concat([Buffer.from('{"email":"a@example.com","password":"'), Buffer.from([0xff]), Buffer.from('"}')]),
    );
    expectProblem(await post(bytes), 'request.malformed', 400);
  });

  it('rejects 100,000 nested levels without parsing them', async () => {
    const nested = '['.repeat(100_000);
    const parse = jest.spyOn(JSON, 'parse');
    expectProblem(await post(nested), 'request.malformed', 400);
    const parsed = parse.mock.calls.filter(([text]) => text.startsWith('[[['));
    parse.mockRestore();
    expect(parsed).toEqual([]);
  });

  it.each([
    ['a form', 'email=a&password=b', 'application/x-www-form-urlencoded'],
    ['plain text', '{}', 'text/plain'],
    ['a multipart form', '--x--', 'multipart/form-data; boundary=x'],
    ['an image on a JSON route', 'GIF89a', 'image/gif'],
  ])('answers 415 to %s', async (_what, raw, type) =>
    expectProblem(await post(raw, { 'content-type': type }), 'request.unsupported_media_type', 415),
  );

  it.each([
    ['a compressed body', { 'content-encoding': 'gzip' }],
    ['another character set', { 'content-type': 'application/json; charset=latin1' }],
  ])('answers 415 to %s', async (_what, headers) =>
    expectProblem(await post('{}', { ...json, ...headers }), 'request.unsupported_media_type', 415),
  );

  it('requires the scheme Bearer before a token, also before a valid one', async () => {
    const user = await api.register('bearer');
    expect((await api.call('GET', '/v1/me', { token: user.token })).status).toBe(200);
    for (const authorization of [
      user.token,
      `Basic ${user.token}`,
      `Bearer${user.token}`,
      `Bearer ${user.token} junk`,
    ]) {
      expectProblem(await api.call('GET', '/v1/me', { headers: { authorization } }), 'access.token_invalid', 401);
    }
  });

  it('rejects the names of properties that every object has, instead of losing them', async () => {
    const user = await api.register('methods');
    const send = (body: object) => api.call('POST', '/v1/activity', { token: user.token, body });
    expectProblem(await send({ action: 'app.x', details: { toString: 1 } }), 'request.malformed', 400);
    const query = await api.call('GET', '/v1/me/activity?valueOf=1', { token: user.token });
    expect(query.body.errors[0]).toMatchObject({ pointer: '/valueOf', code: 'field.unknown' });
    expect(
      (await send({ action: 'app.kept', details: { nested: { list: [1, { deep: null }] }, length: 0 } })).status,
    ).toBe(201);
    const { items } = (await api.call('GET', '/v1/me/activity?action=app.kept', { token: user.token })).body;
    expect(items[0].details).toEqual({ nested: { list: [1, { deep: null }] }, length: 0 });
  });

  it('answers 422 to a body of null where a patch is expected', async () => {
    const user = await api.register('nothing');
    expectProblem(await api.call('PATCH', '/v1/me', { token: user.token, body: null }), 'request.invalid', 422);
  });

  it('answers 413 to more than a mebibyte', async () =>
    expectProblem(await post(`{"email":"${'x'.repeat(1_100_000)}"}`), 'request.too_large', 413));

  it.each(['/', '/v2/me', '/v1/admin/../me/nothing', '/v1/%2e%2e/admin', '/v1//me', '/%'])(
    'answers %s with a problem',
    async (path) => {
      const answer = await api.call('GET', path);
      expect([400, 401, 404]).toContain(answer.status);
      expect(answer.body.instance).toBe(answer.headers.get('x-request-id'));
    },
  );

  it('answers 404 to a body of any type for a path that does not exist', async () => {
    for (const type of ['text/plain', 'image/png', 'application/json'])
      expectProblem(
        await api.call('POST', '/v1/nothing', { raw: '{}', headers: { 'content-type': type } }),
        'request.not_found',
        404,
      );
  });

  it('answers 404, not 500, to malformed ids', async () => {
    const user = await api.register('ids');
    for (const id of ['1', 'null', "' OR 1=1", '%00', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'x'.repeat(150)]) {
      const answer = await api.call('GET', `/v1/users/${encodeURIComponent(id)}`, { token: user.token });
      expectProblem(answer, 'request.not_found', 404);
    }
  });

  it('names every fault of a body, in the requested language', async () => {
    const answer = await api.call('POST', '/v1/auth/register', {
      body: { email: 5, password: null, role: 'admin', emailVerified: true, locale: 'x'.repeat(40) },
      headers: { 'accept-language': 'fr, de-AT;q=0.9, en;q=0.1' },
    });
    expectProblem(answer, 'request.invalid', 422);
    expect(answer.headers.get('content-language')).toBe('de');
    expect(answer.body.title).toBe('Einige Felder sind ungültig');
    expect(
      answer.body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`).sort(),
    ).toEqual([
      '/email field.wrong_type',
      '/emailVerified field.unknown',
      '/locale field.too_long',
      '/password field.wrong_type',
      '/role field.unknown',
    ]);
  });

  it('names an unknown field in plain text, whatever its name is', async () => {
    const name = `a\u0000\u202e\ufeffbc${'🐢'.repeat(600)}`;
    const answer = await api.call('POST', '/v1/auth/login', {
      body: { email: 'a@example.com', password: 'b', [name]: 1 },
    });
    expectProblem(answer, 'request.invalid', 422);
    expect(answer.body.errors[0].pointer).toBe(`/a\ufffd\ufffd\ufffdbc${'🐢'.repeat(96)}\ufffd`);
  });

  it.each([[[]], ['text'], [7], [null]])('rejects the body %j', async (body) => {
    const answer = await api.call('POST', '/v1/auth/register', { body });
    expect(answer.status).toBe(422);
  });

  it('sends security headers with every answer, errors included', async () => {
    for (const path of ['/health/live', '/nowhere', '/v1/me']) {
      const { headers } = await api.call('GET', path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('strict-transport-security')).toContain('max-age=');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('lets only listed origins read answers', async () => {
    const allowed = async (origin: string) =>
      (await api.call('GET', '/health/live', { headers: { origin } })).headers.get('access-control-allow-origin');
    expect(await allowed('https://app.example.com')).toBe('https://app.example.com');
    for (const origin of [
      'https://evil.example',
      'https://app.example.com.evil.example',
      'null',
      'http://app.example.com',
    ]) {
      expect(await allowed(origin)).toBeNull();
    }
    const preflight = await api.call('OPTIONS', '/v1/me', {
      headers: { origin: 'https://app.example.com', 'access-control-request-method': 'PATCH' },
    });
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
    const noBrowser = await api.call('OPTIONS', '/v1/me');
    expect([noBrowser.status, noBrowser.text, noBrowser.headers.get('access-control-allow-origin')]).toEqual([
      204,
      '',
      null,
    ]);
  });

  it('returns an ETag, answers 304 for a current copy, and rejects changes of a stale one', async () => {
    const user = await api.register('versions');
    const first = await api.call('GET', '/v1/me', { token: user.token });
    const etag = first.headers.get('etag') as string;
    const same = await api.call('GET', '/v1/me', { token: user.token, headers: { 'if-none-match': etag } });
    expect([same.status, same.text]).toEqual([304, '']);
    const patch = (match: string, bio: string) =>
      api.call('PATCH', '/v1/me', { token: user.token, body: { bio }, headers: { 'if-match': match } });
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => patch(etag, `bio ${i}`)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) expectProblem(answer, 'request.stale', 412);
    expect((await patch(`W/${etag}`, 'weak')).status).toBe(412);
    expect((await patch('*', 'any')).status).toBe(200);
    const changed = await api.call('GET', '/v1/me', { token: user.token, headers: { 'if-none-match': etag } });
    expect([changed.status, changed.body.bio]).toEqual([200, 'any']);
  });

  it('loses no field of concurrent patches, and accepts merge-patch bodies', async () => {
    const user = await api.register('merger');
    const patches = [{ bio: 'b' }, { displayName: 'd' }, { locale: 'de' }, { username: 'merger-1' }];
    await Promise.all(
      patches.map((patch) =>
        api.call('PATCH', '/v1/me', {
          token: user.token,
          raw: JSON.stringify(patch),
          headers: { 'content-type': 'application/merge-patch+json' },
        }),
      ),
    );
    const { body } = await api.call('GET', '/v1/me', { token: user.token });
    expect(body).toMatchObject({ bio: 'b', displayName: 'd', locale: 'de', username: 'merger-1' });
    const cleared = await api.call('PATCH', '/v1/me', { token: user.token, body: { bio: null } });
    expect(cleared.body).toMatchObject({ bio: null, displayName: 'd' });
  });

  it('answers within the deadline while a statement hangs, and recovers afterwards', async () => {
    const slow = await api.secondNode({ DATABASE_STATEMENT_MS: '1000', REQUEST_MS: '3000' });
    try {
      const user = await api.register('hanging');
      await api.call('PATCH', '/v1/me/personal', { token: user.token, body: { givenName: 'Ada' } });
      const database = api.app.get(Database);
      // No timed job reads this table, so only the request hangs.
      await database.write('RENAME TABLE users_personal TO users_personal_real');
      await database.write('CREATE VIEW users_personal AS SELECT * FROM users_personal_real WHERE SLEEP(600) = 0');
      try {
        // The statement itself would take ten minutes.
        const answer = await slow.call('GET', '/v1/me/personal', { token: user.token });
        expectProblem(answer, 'service.unavailable', 503);
        expect(answer.headers.get('retry-after')).toBe('1');
      } finally {
        await database.write('DROP VIEW users_personal');
        await database.write('RENAME TABLE users_personal_real TO users_personal');
      }
      expect((await slow.call('GET', '/v1/me/personal', { token: user.token })).status).toBe(200);
    } finally {
      await slow.stop();
    }
  });

  it('shows its metrics only to the bearer of the token', async () => {
    expect((await api.call('GET', '/metrics')).status).toBe(404);
    expect((await api.call('GET', '/metrics', { token: 'guess' })).status).toBe(404);
    const answer = await api.call('GET', '/metrics', { token: 'scrape-me-if-you-may' });
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/userkeep_http_request_seconds_count\{.*route="\/health\/live"/);
    expect(answer.text).toContain('userkeep_jobs{state="dead"} 0');
  });

  it('reports whether it is ready, with its dependencies', async () => {
    const { status, body } = await api.call('GET', '/health/ready');
    expect([status, body.ready]).toEqual([200, true]);
    expect(body.dependencies).toContainEqual({ name: 'database', state: 'up' });
    expect(body.clock).toEqual({ state: 'ok', skewMs: expect.any(Number), toleratedMs: 30_000 });
  });
});
