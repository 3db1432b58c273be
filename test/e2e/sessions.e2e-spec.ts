import { Database } from '@platform/persistence/database';
import { PasswordHasher } from '@features/auth/password/password-hasher';
import { PASSWORD, TestApi } from '@test/support/test-api';

describe('Session management', () => {
  let api: TestApi;
  let other: TestApi;

  beforeAll(async () => {
    api = await TestApi.start();
    other = await api.secondNode();
  });
  afterAll(async () => {
    await other.stop();
    await api.stop();
  });

  const refresh = (refreshToken: string, node = api) =>
    node.call('POST', '/v1/auth/refresh', { body: { refreshToken } });

  it('gives fifty concurrent refreshes of one token on two nodes the same valid successor, and ends no session', async () => {
    const user = await api.register('parallel');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => refresh(user.refreshToken, i % 2 ? api : other)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
    const successors = new Set(answers.map(({ body }) => body.refreshToken));
    expect(successors.size).toBe(1);
    expect((await refresh([...successors][0] as string)).status).toBe(200);
  });

  it('keeps a client signed in whose answer was lost', async () => {
    const user = await api.register('lost-answer');
    await refresh(user.refreshToken);
    const again = await refresh(user.refreshToken);
    expect(again.status).toBe(200);
    expect((await refresh(again.body.refreshToken)).status).toBe(200);
  });

  it('ends the session if a token is reused after its successor, even after a restart', async () => {
    const user = await api.register('stolen');
    const first = await refresh(user.refreshToken);
    const second = await refresh(first.body.refreshToken);
    const replay = await refresh(user.refreshToken);
    expect([replay.status, replay.body.code]).toEqual([401, 'auth.refresh_token_reused']);
    const { items } = (await api.call('GET', '/v1/me/activity', { token: (await api.login(user.email)).token })).body;
    expect(items.map(({ action }: { action: string }) => action)).toContain('auth.refresh_token_reused');
    const node = await api.secondNode();
    try {
      for (const token of [second.body.refreshToken, first.body.refreshToken, user.refreshToken]) {
        expect((await refresh(token, node)).body.code).toBe('auth.refresh_token_reused');
      }
      for (const anyNode of [api, other, node]) {
        expect((await anyNode.call('GET', '/v1/me', { token: second.body.accessToken })).body.code).toBe(
          'access.session_ended',
        );
      }
    } finally {
      await node.stop();
    }
  });

  it('ends the session if a token is reused after the grace period', async () => {
    const strict = await api.secondNode({ REFRESH_GRACE_SECONDS: '0' });
    try {
      const user = await strict.register('late');
      expect((await refresh(user.refreshToken, strict)).status).toBe(200);
      expect((await refresh(user.refreshToken, strict)).body.code).toBe('auth.refresh_token_reused');
    } finally {
      await strict.stop();
    }
  });

  it('does not end the session for a forged token that names it', async () => {
    const user = await api.register('made-up');
    const bytes = Buffer.from(user.refreshToken.slice(4), 'base64url');
    for (const at of [20, 40, 60]) {
      const forged = Buffer.from(bytes);
      forged[at] = (forged[at] as number) ^ 1;
      const answer = await refresh(`ukr_${forged.toString('base64url')}`);
      expect(answer.body.code).toBe('auth.refresh_token_invalid');
    }
    expect((await refresh(user.refreshToken)).status).toBe(200);
  });

  it('lists sessions and ends one, which is rejected at the next request on every node', async () => {
    const user = await api.register('lister');
    const phone = await other.login(user.email);
    const list = await api.call('GET', '/v1/me/sessions', { token: user.token });
    expect(list.body.items).toHaveLength(2);
    expect(list.body.items.map((item: { current: boolean }) => item.current)).toEqual([false, true]);
    expect((await other.call('GET', '/v1/me', { token: phone.token })).status).toBe(200);
    const ended = await api.call('DELETE', `/v1/me/sessions/${list.body.items[0].id}`, { token: user.token });
    expect(ended.status).toBe(204);
    for (const node of [other, api]) {
      expect((await node.call('GET', '/v1/me', { token: phone.token })).body.code).toBe('access.session_ended');
    }
    expect((await refresh(phone.refreshToken)).body.code).toBe('auth.refresh_token_invalid');
    expect((await other.call('GET', '/v1/me', { token: user.token })).status).toBe(200);
  });

  it("does not end another user's session", async () => {
    const [owner, other] = [await api.register('owner'), await api.register('other-user')];
    const { body } = await api.call('GET', '/v1/me/sessions', { token: owner.token });
    const answer = await api.call('DELETE', `/v1/me/sessions/${body.items[0].id}`, { token: other.token });
    expect(answer.status).toBe(404);
    expect((await api.call('GET', '/v1/me', { token: owner.token })).status).toBe(200);
  });

  it('ends all sessions but the current one', async () => {
    const user = await api.register('others');
    const phones = [await api.login(user.email), await api.login(user.email)];
    expect((await api.call('DELETE', '/v1/me/sessions', { token: user.token })).status).toBe(204);
    for (const phone of phones) expect((await other.call('GET', '/v1/me', { token: phone.token })).status).toBe(401);
    expect((await other.call('GET', '/v1/me', { token: user.token })).status).toBe(200);
  });

  it('notifies every node even when another request has ended the sessions a moment before', async () => {
    const user = await api.register('ended-twice');
    const isNotified = async () =>
      (
        await api.app
          .get(Database)
          .row<{ n: number }>(
            "SELECT COUNT(*) AS n FROM platform_cluster_notification WHERE topic = 'auth.sessions-ended' AND subject = ?",
            [user.id],
          )
      )?.n;
    for (const times of [1, 2]) {
      expect((await api.call('DELETE', '/v1/me/sessions', { token: user.token })).status).toBe(204);
      expect(Number(await isNotified())).toBe(times);
    }
    const { items } = (await api.call('GET', '/v1/me/activity?action=auth.sessions_ended', { token: user.token })).body;
    expect(items).toEqual([]);
  });

  it('ends hundreds of sessions at once', async () => {
    const user = await api.register('many-sessions');
    for (let batch = 0; batch < 25; batch++) await Promise.all(Array.from({ length: 10 }, () => api.login(user.email)));
    expect((await api.call('DELETE', '/v1/me/sessions', { token: user.token })).status).toBe(204);
    expect((await api.call('GET', '/v1/me/sessions', { token: user.token })).body.items).toHaveLength(1);
    const { items } = (await api.call('GET', '/v1/me/activity?action=auth.sessions_ended', { token: user.token })).body;
    expect(items[0].facts).toEqual({ count: 250, reason: 'revoked' });
  });

  it('rejects a password that was changed while it was being checked', async () => {
    const user = await api.register('overtaken');
    const hasher = api.app.get(PasswordHasher);
    const matches = hasher.matches.bind(hasher);
    const login = new Promise<number>((answered) => {
      const spy = jest.spyOn(hasher, 'matches').mockImplementationOnce(async (...asked) => {
        const right = await matches(...asked);
        spy.mockRestore();
        const body = { currentPassword: PASSWORD, newPassword: 'eleven quiet harbour lights' };
        expect((await other.call('POST', '/v1/me/password', { token: user.token, body })).status).toBe(204);
        return right;
      });
      void api
        .call('POST', '/v1/auth/login', { body: { email: user.email, password: PASSWORD } })
        .then(({ status }) => answered(status));
    });
    expect(await login).toBe(401);
  });

  it('ends the other sessions when the password changes, and then accepts only the new one', async () => {
    const user = await api.register('changer');
    const phone = await api.login(user.email);
    const newPassword = 'eleven quiet harbour lights';
    const change = (body: object) => api.call('POST', '/v1/me/password', { token: user.token, body });
    expect((await change({ currentPassword: 'not the password at all', newPassword })).status).toBe(403);
    expect((await change({ currentPassword: PASSWORD, newPassword: 'short' })).body.errors[0].code).toBe(
      'auth.password_too_short',
    );
    expect((await change({ currentPassword: PASSWORD, newPassword })).status).toBe(204);
    expect((await other.call('GET', '/v1/me', { token: phone.token })).body.code).toBe('access.session_ended');
    expect((await other.call('GET', '/v1/me', { token: user.token })).status).toBe(200);
    await expect(api.login(user.email)).rejects.toThrow('401');
    await api.login(user.email, newPassword);
  });

  it('signs out', async () => {
    const user = await api.register('leaver');
    expect((await api.call('POST', '/v1/auth/logout', { token: user.token })).status).toBe(204);
    expect((await other.call('GET', '/v1/me', { token: user.token })).body.code).toBe('access.session_ended');
    expect((await refresh(user.refreshToken)).status).toBe(401);
  });

  it('signs out with the cookie alone, but not for another site', async () => {
    const user = await api.register('cookie-leaver');
    const login = () =>
      api.call('POST', '/v1/auth/login', { body: { email: user.email, password: PASSWORD, transport: 'cookie' } });
    const { headers, body } = await login();
    const cookie = headers.get('set-cookie')?.split(';')[0] as string;
    const logout = (more: Record<string, string>) =>
      other.call('POST', '/v1/auth/logout', { headers: { cookie, ...more } });
    expect((await logout({ origin: 'https://evil.example' })).body.code).toBe('request.origin_not_allowed');
    expect((await api.call('GET', '/v1/me', { token: body.accessToken })).status).toBe(200);
    const answer = await logout({});
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([204, expect.stringMatching(/refresh=;.*1970/)]);
    for (const node of [api, other]) {
      const me = await node.call('GET', '/v1/me', { token: body.accessToken });
      expect(me.body.code).toBe('access.session_ended');
    }
    expect((await api.call('POST', '/v1/auth/refresh', { headers: { cookie } })).status).toBe(401);
    const { items } = (await api.call('GET', '/v1/me/activity?action=auth.sessions_ended', { token: user.token })).body;
    expect(items[0].actor).toEqual({ kind: 'self' });
    // No session is left to end, and the answer is the same.
    expect((await logout({})).status).toBe(204);
    // The other session of the user continues.
    expect((await api.call('GET', '/v1/me', { token: user.token })).status).toBe(200);
  });

  it('signs out with the cookie although the access token next to it is expired or invalid', async () => {
    const user = await api.register('late-leaver');
    for (const authorization of [`Bearer ${user.token}x`, 'Bearer undefined']) {
      const body = { email: user.email, password: PASSWORD, transport: 'cookie' };
      const login = await api.call('POST', '/v1/auth/login', { body });
      const cookie = login.headers.get('set-cookie')?.split(';')[0] as string;
      const answer = await api.call('POST', '/v1/auth/logout', { headers: { authorization, cookie } });
      expect(answer.status).toBe(204);
      const me = await other.call('GET', '/v1/me', { token: login.body.accessToken });
      expect(me.body.code).toBe('access.session_ended');
      const without = await api.call('POST', '/v1/auth/logout', { headers: { authorization } });
      expect(without.body.code).toBe('access.token_invalid');
    }
  });

  it('rejects a sign-out without a token and without a valid cookie', async () => {
    const logout = (cookie?: string) => api.call('POST', '/v1/auth/logout', { headers: cookie ? { cookie } : {} });
    expect((await logout()).body.code).toBe('access.not_signed_in');
    const madeUp = await logout(`__Host-userkeep-refresh=ukr_${'A'.repeat(91)}`);
    expect(madeUp.body.code).toBe('auth.refresh_token_invalid');
  });

  it('signs out users whose tokens were accepted before, on every node', async () => {
    const user = await api.register('regular');
    const me = (node: TestApi) => node.call('GET', '/v1/me', { token: user.token });
    for (let times = 0; times < 5; times++) for (const node of [api, other]) expect((await me(node)).status).toBe(200);
    expect((await other.call('POST', '/v1/auth/logout', { token: user.token })).status).toBe(204);
    for (const node of [api, other]) expect((await me(node)).body.code).toBe('access.session_ended');
  });

  it('stores the refresh token of a web client in a cookie that other websites cannot use', async () => {
    await api.register('web');
    const login = await api.call('POST', '/v1/auth/login', {
      body: { email: 'web@example.com', password: PASSWORD, transport: 'cookie' },
    });
    expect(login.body.refreshToken).toBeUndefined();
    const cookie = login.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^__Host-userkeep-refresh=ukr_[^;]+;.*Path=\/;.*HttpOnly;.*Secure;.*SameSite=Strict/);
    const withCookie = { cookie: cookie.split(';')[0] as string };
    const call = (headers: Record<string, string>) =>
      api.call('POST', '/v1/auth/refresh', { body: {}, headers: { ...withCookie, ...headers } });
    expect((await call({ origin: 'https://evil.example' })).body.code).toBe('request.origin_not_allowed');
    const own = await call({ origin: 'http://localhost:3000' });
    expect([own.status, own.body.refreshToken]).toEqual([200, undefined]);
    expect(own.headers.get('set-cookie')).toContain('__Host-userkeep-refresh=ukr_');
  });
});
