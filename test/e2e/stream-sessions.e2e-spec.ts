import { AuthConfig } from '@features/auth';
import { idToBytes } from '@platform/ids/ids';
import type { StreamClient, StreamOptions } from '@test/support/stream-client';
import { PASSWORD, type TestApi, type TestUser } from '@test/support/test-api';
import { bioOf, setBioOn, TestStreams } from '@test/support/test-streams';
import { startTwoNodes, until, type TwoNodes } from '@test/support/two-nodes';

describe('A live stream', () => {
  let nodes: TwoNodes;
  let api: TestApi;
  let other: TestApi;
  const streams = new TestStreams();
  const streamOn = streams.on;

  beforeAll(async () => {
    nodes = await startTwoNodes();
    ({ api, other } = nodes);
  });
  afterEach(() => streams.stop());
  afterAll(() => nodes.stop());

  const setBio = (user: TestUser, bio: string) => setBioOn(api, user, bio);
  const call = (method: string, path: string, { token }: Pick<TestUser, 'token'>, body?: object) =>
    api.call(method, path, { token, body });

  describe('without the Authorization header', () => {
    const ticketOf = async (user: TestUser): Promise<string> => {
      const { status, body } = await call('POST', '/v1/me/stream/tickets', user);
      expect([status, body.expiresIn]).toEqual([201, 30]);
      return body.ticket;
    };

    it('opens once for each ticket, on any node', async () => {
      const user = await nodes.someone();
      const [ticket, another] = [await ticketOf(user), await ticketOf(user)];
      const attempts = await Promise.all(
        [api, other, api, other].map((node) => streamOn(node, { query: `?ticket=${ticket}` })),
      );
      expect(attempts.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
      expect(attempts.find(({ status }) => status === 401)?.body.code).toBe('stream.ticket_invalid');
      const stream = await streamOn(other, { query: `?ticket=${another}` });
      await stream.next('ready');
      await setBio(user, 'with a ticket');
      expect(bioOf(await stream.next())).toBe('with a ticket');
    });

    it('rejects a ticket that has expired, that comes with a token, or whose session has ended', async () => {
      const user = await nodes.someone();
      const ticket = await ticketOf(user);
      const both = await streamOn(api, { token: user.token, query: `?ticket=${ticket}` });
      expect([both.status, both.body.errors[0].code]).toEqual([422, 'stream.ticket_with_token']);
      await nodes.database.write('UPDATE platform_stream_ticket SET expires_at = expires_at - INTERVAL 31 SECOND');
      const expired = await streamOn(api, { query: `?ticket=${ticket}` });
      expect([expired.status, expired.body.code]).toEqual([401, 'stream.ticket_invalid']);
      const late = await ticketOf(user);
      await call('POST', '/v1/auth/logout', user);
      const ended = await streamOn(other, { query: `?ticket=${late}` });
      expect([ended.status, ended.body.code]).toEqual([401, 'access.session_ended']);
    });

    it('opens with the refresh cookie, which stays as it is', async () => {
      const { email } = await nodes.someone();
      const login = async () => {
        const body = { email, password: PASSWORD, transport: 'cookie' };
        const { headers } = await api.call('POST', '/v1/auth/login', { body });
        return cookieIn(headers);
      };
      const cookie = await login();
      for (const node of [api, other, api]) {
        const stream = await streamOn(node, { headers: { cookie } });
        expect((await stream.next()).event).toBe('ready');
        stream.stop();
      }
      const crossSite = await streamOn(api, { headers: { cookie, origin: 'https://evil.example' } });
      expect([crossSite.status, crossSite.body.code]).toEqual([403, 'request.origin_not_allowed']);
      const refreshed = await api.call('POST', '/v1/auth/refresh', { headers: { cookie }, body: {} });
      const old = await streamOn(api, { headers: { cookie } });
      expect([old.status, old.body.code]).toEqual([401, 'access.token_invalid']);
      const current = await streamOn(other, { headers: { cookie: cookieIn(refreshed.headers) } });
      expect((await current.next()).event).toBe('ready');
    });

    it('is rejected for API keys, other cookies and unauthenticated callers', async () => {
      const user = await nodes.someone();
      const key = (await call('POST', '/v1/me/api-keys', user, { name: 'a key', scopes: ['profile:read'] })).body.key;
      const refused = async (options: StreamOptions) => {
        const { status, body } = await streamOn(api, options);
        return [status, body.code];
      };
      expect(await refused({ token: key })).toEqual([403, 'access.api_key_not_allowed']);
      expect(await refused({})).toEqual([401, 'access.not_signed_in']);
      expect(await refused({ headers: { cookie: 'a=b' } })).toEqual([401, 'access.not_signed_in']);
      expect(await refused({ query: '?ticket=a&ticket=b' })).toEqual([401, 'stream.ticket_invalid']);
      expect(await refused({ headers: { cookie: '__Host-userkeep-refresh=x' } })).toEqual([
        401,
        'access.token_invalid',
      ]);
    });
  });

  describe('lives as long as its session', () => {
    const untilEnded = (open: readonly StreamClient[]) => Promise.all(open.map((stream) => stream.ended()));
    const onBoth = async (token: string) => {
      const open = [await streamOn(api, { token }), await streamOn(other, { token })];
      for (const stream of open) await stream.next('ready');
      return open;
    };

    it('and continues when the access token expires', async () => {
      const user = await nodes.someone();
      const config = other.app.get(AuthConfig);
      const { accessSeconds } = config;
      Object.assign(config, { accessSeconds: 3 });
      const { token } = await other.login(user.email).finally(() => Object.assign(config, { accessSeconds }));
      const stream = await streamOn(api, { token });
      await until(async () => (await api.call('GET', '/v1/me', { token })).body.code === 'access.token_expired');
      await setBio(user, 'after the token');
      expect(bioOf(await stream.next('profile.changed'))).toBe('after the token');
    });

    it.each<[string, string, (user: TestUser) => Promise<unknown>]>([
      ['a sign-out', 'signed_out', (user) => call('POST', '/v1/auth/logout', user)],
      [
        'a suspension',
        'suspended',
        ({ id }) => call('POST', `/v1/admin/users/${id}/suspend`, nodes.admin, { reason: 'A test.' }),
      ],
      ['an administrator', 'ended_by_staff', ({ id }) => call('DELETE', `/v1/admin/users/${id}/sessions`, nodes.admin)],
      [
        'a revocation on another device',
        'revoked',
        async ({ email }) => call('DELETE', '/v1/me/sessions', await api.login(email)),
      ],
    ])('and ends on every node soon after %s, with the reason', async (_who, reason, act) => {
      const user = await nodes.someone();
      const open = await onBoth(user.token);
      await act(user);
      await untilEnded(open);
      for (const { events } of open) {
        expect(events.at(-1)).toMatchObject({ event: 'session.ended', data: { reason } });
        expect(events).toHaveLength(2);
      }
      const again = await streamOn(other, { token: user.token, lastEventId: open[0]?.lastEventId });
      expect([again.status, again.body.code]).toEqual([401, 'access.session_ended']);
    });

    it('and continues when only other sessions end', async () => {
      const user = await nodes.someone();
      const [mine, others] = [await onBoth(user.token), await onBoth((await api.login(user.email)).token)];
      await call('DELETE', '/v1/me/sessions', user);
      await untilEnded(others);
      await setBio(user, 'still here');
      for (const stream of mine) {
        expect(await stream.next()).toMatchObject({
          event: 'session.ended',
          data: { sessionId: null, reason: 'revoked' },
        });
        expect(bioOf(await stream.next())).toBe('still here');
      }
    });

    it('and ends when the session expires', async () => {
      const user = await nodes.someone();
      await nodes.database.write(
        'UPDATE auth_session SET expires_at = UTC_TIMESTAMP(3) + INTERVAL 3 SECOND WHERE user_id = ?',
        [idToBytes(user.id)],
      );
      const [stream] = await onBoth(user.token);
      await stream?.ended();
      expect(stream?.events.map(({ event }) => event)).toEqual(['ready']);
    });
  });
});

function cookieIn(headers: Headers): string {
  return String(headers.get('set-cookie')).split(';')[0] as string;
}
