import type { TestApi, TestUser } from '@test/support/test-api';
import { startTwoNodes, type TwoNodes } from '@test/support/two-nodes';

describe('A node that starts while the clock of another node is wrong', () => {
  let nodes: TwoNodes;

  beforeAll(async () => {
    nodes = await startTwoNodes();
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => nodes.stop());

  const setRoles = (user: TestUser, roles: string[]) =>
    nodes.api.call('PUT', `/v1/admin/users/${user.id}/roles`, { token: nodes.admin.token, body: { roles } });

  /** Signs in again with tokens from a clock that is this many seconds ahead. */
  const signedInAhead = async (user: TestUser, seconds: number) => {
    const now = Date.now.bind(Date);
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + seconds * 1000);
    const signedIn = await nodes.api.login(user.email);
    clock.mockRestore();
    return signedIn;
  };
  /** Starts a node that no longer finds the earlier cluster notifications, as half a minute later. */
  const onNewNode = async (check: (late: TestApi) => Promise<void>) => {
    await nodes.database.write('UPDATE platform_cluster_notification SET sent_at = sent_at - INTERVAL 1 MINUTE');
    const late = await nodes.api.secondNode();
    try {
      await check(late);
    } finally {
      await late.stop();
    }
  };

  it.each([5, 60, 300])('rejects sessions that ended before, even with tokens dated %i s ahead', async (seconds) => {
    const user = await nodes.someone();
    const ended = await signedInAhead(user, seconds);
    const active = await signedInAhead(user, seconds);
    await nodes.api.call('POST', '/v1/auth/logout', { token: ended.token });
    await onNewNode(async (late) => {
      for (let times = 0; times < 3; times++) {
        expect((await nodes.read(ended, '/v1/me', late)).body.code).toBe('access.session_ended');
        expect((await nodes.patch(ended, '/v1/me', { bio: 'x' }, {}, late)).body.code).toBe('access.session_ended');
        expect((await nodes.read(active, '/v1/me', late)).status).toBe(200);
      }
    });
  });

  it.each([5, 60, 300])('grants no roles that were removed before, with tokens dated %i s ahead', async (seconds) => {
    const user = await nodes.someone();
    await setRoles(user, ['support']);
    const signedIn = await signedInAhead(user, seconds);
    await setRoles(user, []);
    await onNewNode(async (late) => {
      expect((await nodes.read(signedIn, '/v1/admin/audit', late)).status).toBe(403);
      expect((await nodes.read(signedIn, '/v1/me', late)).body.roles).toEqual([]);
    });
  });

  it('reads a session from the database once, and then answers from memory until it ends', async () => {
    const user = await nodes.someone();
    await onNewNode(async (late) => {
      expect((await nodes.read(user, '/v1/me', late)).status).toBe(200);
      await nodes.database.write('CREATE TABLE hidden LIKE auth_session');
      await nodes.database.write('RENAME TABLE auth_session TO kept, hidden TO auth_session');
      try {
        expect((await nodes.read(user, '/v1/me', late)).status).toBe(200);
      } finally {
        await nodes.database.write('RENAME TABLE auth_session TO hidden, kept TO auth_session');
      }
      await nodes.api.call('POST', '/v1/auth/logout', { token: user.token });
      expect((await nodes.read(user, '/v1/me', late)).body.code).toBe('access.session_ended');
    });
  });
});
