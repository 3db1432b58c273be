import { allScopes } from '@platform/http/access/scopes';
import { idToBytes } from '@platform/ids/ids';
import { expectProblem } from '@test/support/expect-problem';
import type { TestUser } from '@test/support/test-api';
import { faultsOf, until } from '@test/support/two-nodes';
import { apiKeysOn, KEYS } from '@test/support/with-api-keys';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';
import { ApiKeyRepository } from '@features/auth/api-keys/api-key.repository';
import { ApiKeyAuthentication } from '@features/auth/api-keys/api-key-authentication';
import { newKeyText } from '@features/auth/api-keys/key-text.rule';

describe("A user's API keys", () => {
  let nodes: NodesWithMail;

  beforeAll(async () => {
    nodes = await startWithMail();
  });
  afterAll(() => nodes.stop());

  const { make, call, list } = apiKeysOn(() => nodes);
  const stale = (user: TestUser) =>
    nodes.database.write('UPDATE auth_session SET stepped_up_at = stepped_up_at - INTERVAL 1 DAY WHERE user_id = ?', [
      idToBytes(user.id),
    ]);
  const expire = (id: string) =>
    nodes.database.write('UPDATE auth_api_key SET expires_at = UTC_TIMESTAMP(3) WHERE id = ?', [idToBytes(id)]);

  it('are shown once, act as their user on every node, and are stored as hashes', async () => {
    const user = await nodes.someone();
    const made = await make(user, ['profile:read', 'profile:write', 'profile:read']);
    expect(made).toEqual({
      id: expect.any(String),
      name: 'a script',
      prefix: made.key.slice(0, 9),
      scopes: ['profile:read', 'profile:write'],
      createdAt: expect.any(String),
      expiresAt: expect.any(String),
      lastUsedAt: null,
      key: expect.stringMatching(/^uk_[A-Za-z0-9_-]{49}$/),
    });
    expect((Date.parse(made.expiresAt) - Date.parse(made.createdAt)) / 86_400_000).toBe(90);
    expect((await call(made.key, 'GET', '/v1/me', undefined, nodes.other)).body.id).toBe(user.id);
    expect((await call(made.key, 'PATCH', '/v1/me', { bio: 'by a script' })).body.bio).toBe('by a script');
    const { key: _, ...shown } = made;
    expect((await nodes.read(user, KEYS)).body).toEqual({
      items: [{ ...shown, lastUsedAt: expect.anything() }],
      nextCursor: null,
    });
    const dump = JSON.stringify(await nodes.database.rows('SELECT * FROM auth_api_key'), (_key, value) =>
      value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
    );
    expect(dump).not.toContain(made.key.slice(3));
  });

  it('are created without changing the version of the profile', async () => {
    const user = await nodes.someone();
    const before = await nodes.read(user, '/v1/me');
    const made = await make(user, ['profile:read']);
    const after = await nodes.read(user, '/v1/me', nodes.other);
    expect([after.headers.get('etag'), after.body]).toEqual([before.headers.get('etag'), before.body]);
    await nodes.api.call('DELETE', `${KEYS}/${made.id}`, { token: user.token });
    expect((await nodes.read(user, '/v1/me')).headers.get('etag')).toBe(before.headers.get('etag'));
  });

  it('only allow what their scopes allow, and nothing that changes credentials', async () => {
    const user = await nodes.someone();
    const { key } = await make(user, ['profile:read']);
    expectProblem(await call(key, 'PATCH', '/v1/me', { bio: 'x' }), 'access.scope_missing', 403);
    expectProblem(await call(key, 'GET', '/v1/me/personal'), 'access.scope_missing', 403);
    const { key: every } = await make(user, [...allScopes().keys()]);
    for (const [method, path] of [
      ['GET', KEYS],
      ['POST', KEYS],
      ['GET', '/v1/me/sessions'],
      ['DELETE', '/v1/me/sessions'],
      ['POST', '/v1/me/step-up'],
      ['POST', '/v1/me/password'],
      ['POST', '/v1/me/email'],
      ['POST', '/v1/me/mfa/totp'],
      ['POST', '/v1/auth/logout'],
    ] as const) {
      expectProblem(
        await call(every, method, path, method === 'POST' ? {} : undefined),
        'access.api_key_not_allowed',
        403,
      );
    }
  });

  it('read with a write scope what the answers to changes show, and are listed with the scopes that were requested', async () => {
    const user = await nodes.someone();
    const own = ['personal:write', 'preferences:write', 'profile:write'];
    const { key } = await make(user, own);
    for (const path of ['/v1/me', '/v1/me/personal', '/v1/me/preferences/ui']) {
      const [read, changed] = [await call(key, 'GET', path), await call(key, 'PATCH', path, {})];
      expect([read.status, changed.body]).toEqual([200, read.body]);
    }
    expectProblem(await call(key, 'GET', '/v1/me/activity'), 'access.scope_missing', 403);
    expect(await list(user)).toEqual([expect.objectContaining({ scopes: own })]);
    const { key: admin } = await make(nodes.admin, ['admin:write']);
    expect((await call(admin, 'GET', `/v1/admin/users/${user.id}`)).body.id).toBe(user.id);
    expectProblem(await call(admin, 'GET', '/v1/me'), 'access.scope_missing', 403);
  });

  it('are rejected, not ignored, on public routes that recognise users', async () => {
    const { key } = await make(await nodes.someone(), [...allScopes().keys()]);
    const body = { email: 'other@example.com' };
    expectProblem(await call(key, 'POST', '/v1/recovery/email', body), 'access.api_key_not_allowed', 403);
    expect((await call(key, 'POST', '/v1/recovery/password', body)).status).toBe(202);
  });

  it('can be created only shortly after step-up authentication', async () => {
    const user = await nodes.someone();
    await stale(user);
    expectProblem(await nodes.post(KEYS, { name: 'x', scopes: [] }, user.token), 'access.step_up_required', 403);
  });

  it('reject unknown scopes, impossible times and empty names', async () => {
    const { token } = await nodes.someone();
    const faultsOfKey = async (body: object) =>
      faultsOf(await nodes.post(KEYS, { name: 'x', scopes: [], ...body }, token));
    expect(await faultsOfKey({ scopes: ['profile:read', 'everything'] })).toEqual([
      422,
      '/scopes/1 auth.unknown_scope',
    ]);
    expect(await faultsOfKey({ scopes: ['users.read'] })).toEqual([422, '/scopes/0 auth.unknown_scope']);
    expect(await faultsOfKey({ expiresInDays: 367 })).toEqual([422, '/expiresInDays field.too_large']);
    expect(await faultsOfKey({ expiresInDays: 0 })).toEqual([422, '/expiresInDays field.too_small']);
    expect(await faultsOfKey({ name: ' ' })).toEqual([422, '/name field.bad_text']);
    expect(await faultsOfKey({ permissions: ['users.read'] })).toEqual([422, '/permissions field.unknown']);
  });

  it('are limited to 50, even when 60 are created concurrently on two nodes', async () => {
    const user = await nodes.someone();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        nodes.post(KEYS, { name: `${n}`, scopes: [] }, user.token, n % 2 ? nodes.api : nodes.other),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(50);
    for (const answer of answers.filter(({ status }) => status !== 201))
      expectProblem(answer, 'auth.too_many_api_keys', 409);
    const first = await nodes.read(user, `${KEYS}?limit=30`);
    const second = await nodes.read(user, `${KEYS}?limit=30&cursor=${first.body.nextCursor}`);
    expect([first.body.items.length, second.body.items.length, second.body.nextCursor]).toEqual([30, 20, null]);
    // An expired key does not count.
    await expire(first.body.items[0].id);
    await make(user, []);
  });

  it('can do as much as their administrator at that moment, and no more', async () => {
    const support = await nodes.someone();
    const roles = (names: string[]) =>
      nodes.api.call('PUT', `/v1/admin/users/${support.id}/roles`, {
        token: nodes.admin.token,
        body: { roles: names },
      });
    const { key } = await make(support, ['admin:read']);
    const { key: other } = await make(support, ['profile:read']);
    const users = (text: string) => call(text, 'GET', '/v1/admin/users', undefined, nodes.other);
    expectProblem(await users(key), 'access.not_allowed', 403);
    await roles(['support']);
    expect((await users(key)).status).toBe(200);
    expectProblem(await users(other), 'access.scope_missing', 403);
    const newcomer = { email: 'by-key@example.com' };
    expectProblem(await call(key, 'POST', '/v1/admin/users', newcomer), 'access.scope_missing', 403);
    expectProblem(await call(key, 'GET', '/v1/admin/roles'), 'access.not_allowed', 403);
    await roles([]);
    expectProblem(await users(key), 'access.not_allowed', 403);
  });

  it('never allow actions that require step-up authentication', async () => {
    const { key } = await make(nodes.admin, [...allScopes().keys()]);
    expect((await call(key, 'GET', '/v1/admin/roles')).status).toBe(200);
    const role = { name: 'made-by-key', description: '', permissions: [] };
    expectProblem(await call(key, 'POST', '/v1/admin/roles', role), 'access.api_key_not_allowed', 403);
    const wanted = { name: 'x', permissions: [] };
    expectProblem(await call(key, 'POST', '/v1/admin/api-keys', wanted), 'access.api_key_not_allowed', 403);
  });

  it('are rejected with the same error when invented, and a mistyped one needs no query', async () => {
    const lookUp = jest.spyOn(nodes.api.app.get(ApiKeyRepository), 'byHash');
    const { key } = await make(await nodes.someone(), ['profile:read']);
    const typo = key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A');
    for (const text of [typo, `${key}A`, 'uk_', `uk_${'A'.repeat(43)}`, key.toUpperCase(), `uk_${'A'.repeat(49)}`])
      expectProblem(await call(text), 'access.token_invalid', 401);
    expect(lookUp).not.toHaveBeenCalled();
    expectProblem(await call(newKeyText()), 'access.token_invalid', 401);
    expect(lookUp).toHaveBeenCalledTimes(1);
    expect((await call(key)).status).toBe(200);
    lookUp.mockRestore();
  });

  it('record their last use after the response, once a minute, and never fail because of it', async () => {
    const user = await nodes.someone();
    const { id, key } = await make(user, ['profile:read']);
    const lastUse = async () => ((await list(user)) as { lastUsedAt?: string }[])[0]?.lastUsedAt ?? null;
    const repository = nodes.api.app.get(ApiKeyRepository);
    const failing = jest.spyOn(repository, 'recordUse').mockRejectedValueOnce(new Error('away'));
    expect((await call(key)).status).toBe(200);
    expect(await lastUse()).toBeNull();
    expect((await call(key)).status).toBe(200);
    await until(async () => (await lastUse()) !== null);
    const first = await lastUse();
    failing.mockClear();
    for (let n = 0; n < 5; n++) expect((await call(key)).status).toBe(200);
    expect(failing).not.toHaveBeenCalled();
    expect(await lastUse()).toBe(first);
    await nodes.database.write(
      'UPDATE auth_api_key SET last_used_at = last_used_at - INTERVAL 61 SECOND WHERE id = ?',
      [idToBytes(id)],
    );
    await Promise.all(Array.from({ length: 20 }, () => call(key)));
    await until(async () => ((await lastUse()) ?? '') >= (first ?? ''));
    failing.mockRestore();
  });

  it('are recorded by one statement at a time, however often they are used meanwhile', async () => {
    const { key } = await make(await nodes.someone(), ['profile:read']);
    let release = (): void => undefined;
    const recording = jest
      .spyOn(nodes.api.app.get(ApiKeyRepository), 'recordUse')
      .mockImplementation(() => new Promise((resolve) => (release = resolve)));
    for (let n = 0; n < 5; n++) expect((await call(key)).status).toBe(200);
    expect(recording).toHaveBeenCalledTimes(1);
    release();
    recording.mockRestore();
  });

  it('have no permissions of their user unless they are for administration', async () => {
    const bearers = nodes.api.app.get(ApiKeyAuthentication);
    const permissionsOf = async (scopes: string[]) =>
      (await bearers.find((await make(nodes.admin, scopes)).key)).permissions.size;
    expect(await permissionsOf(['profile:read'])).toBe(0);
    expect(await permissionsOf(['admin:read'])).toBeGreaterThan(5);
  });

  it('have separate rate limits', async () => {
    const user = await nodes.someone();
    const [one, two] = [await make(user, ['profile:read']), await make(user, ['profile:read'])];
    const remaining = async (token: string) =>
      Number(/r=(\d+)/.exec((await call(token)).headers.get('ratelimit') ?? '')?.[1]);
    const [first, again, others] = [await remaining(one.key), await remaining(one.key), await remaining(two.key)];
    expect([again, others]).toEqual([first - 1, first]);
  });

  it('have their own Idempotency-Keys', async () => {
    const user = await nodes.someone();
    const record = (token: string, action: string) =>
      nodes.api.call('POST', '/v1/activity', {
        token,
        body: { action },
        headers: { 'idempotency-key': 'the-very-same' },
      });
    const { key } = await make(user, ['activity:write']);
    expect((await record(user.token, 'app.by_hand')).status).toBe(201);
    expect((await record(key, 'app.by_key')).status).toBe(201);
    expectProblem(await record(key, 'app.by_hand'), 'idempotency.key_reused', 422);
  });

  it('are created once for one Idempotency-Key, and the replay returns the same key', async () => {
    const user = await nodes.someone();
    const again = () =>
      nodes.api.call('POST', KEYS, {
        token: user.token,
        body: { name: 'once', scopes: [] },
        headers: { 'idempotency-key': 'make-it-once' },
      });
    const [first, second] = [await again(), await again()];
    expect(second.body).toEqual(first.body);
    expect(await list(user)).toHaveLength(1);
  });

  it('are announced by mail and in the activity, which also records what they did', async () => {
    const user = await nodes.someone({ locale: 'de' });
    const { id, key } = await make(user, ['profile:write']);
    await nodes.untilIdle();
    const subjects = nodes.mails.mailsTo(user.email).map(({ subject }) => subject);
    expect(subjects).toContain('Für Ihr Konto bei userkeep wurde ein API-Schlüssel erstellt');
    await call(key, 'PATCH', '/v1/me', { bio: 'by key' });
    await nodes.api.call('DELETE', `${KEYS}/${id}`, { token: user.token });
    const { body } = await nodes.read(user, '/v1/me/activity');
    const entries = (body.items as { action: string; actor: object; facts: object }[])
      .slice(0, 3)
      .map(({ action, actor, facts }) => ({ action, actor, facts }));
    const self = { kind: 'self' };
    expect(entries).toEqual([
      { action: 'auth.api_key_revoked', actor: self, facts: { keyId: id } },
      { action: 'users.profile_changed', actor: self, facts: { fields: ['bio'], withKey: id } },
      { action: 'auth.api_key_created', actor: self, facts: { keyId: id, rights: ['profile:write'] } },
    ]);
    const found = await nodes.read(nodes.admin, `/v1/admin/audit?actorId=${user.id}&action=users.profile_changed`);
    expect(found.body.items[0]).toMatchObject({ actorKind: 'user', actorId: user.id, facts: { withKey: id } });
  });

  it('can read in the activity what happened, but not the values, which other scopes protect', async () => {
    const user = await nodes.someone();
    await nodes.patch(user, '/v1/me/personal', { birthDate: '1990-02-03', givenName: 'Adalbert' });
    const { key } = await make(user, ['activity:read']);
    const { text, body } = await call(key, 'GET', '/v1/me/activity?action=users.personal_data_changed');
    for (const value of ['1990-02-03', 'Adalbert']) expect(text).not.toContain(value);
    const changes = { givenName: { hidden: true }, birthDate: { hidden: true } };
    expect(body.items).toEqual([expect.objectContaining({ changes, facts: expect.anything() })]);
    expect((await nodes.read(user, '/v1/me/activity')).text).toContain('1990-02-03');
  });

  it('do not invalidate a mail that is being sent', async () => {
    const user = await nodes.someone();
    const { token } = await nodes.mails.mailTo(user.email);
    await make(user, []);
    expect((await nodes.post('/v1/recovery/email/confirm', { token })).status).toBe(204);
  });

  it('of staff are not named to the users whose accounts they change', async () => {
    const user = await nodes.someone();
    const { key } = await make(nodes.admin, ['admin:write']);
    expect((await call(key, 'PATCH', `/v1/admin/users/${user.id}`, { bio: 'by staff' })).status).toBe(200);
    const [entry] = (await nodes.read(user, '/v1/me/activity?action=users.profile_changed')).body.items;
    expect(entry).toMatchObject({ actor: { kind: 'staff' }, facts: { fields: ['bio'] }, device: null });
    expect(entry.facts).not.toHaveProperty('withKey');
  });
});
