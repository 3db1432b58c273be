import { idToBytes } from '@platform/ids/ids';
import { expectProblem } from '@test/support/expect-problem';
import { PASSWORD, userOf, type TestApi, type TestUser } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const CHANGE = '/v1/me/email';
const CONFIRM_CHANGE = '/v1/recovery/email-change/confirm';
const VERIFY = '/v1/recovery/email';
const UPGRADE = '/v1/auth/anonymous/upgrade';

interface Session extends TestUser {
  /** The first session of the same user. */
  readonly owner: TestUser;
}

describe('Pending requests of a session', () => {
  let nodes: NodesWithMail;
  let verifyFirst: TestApi;
  let counter = 0;

  beforeAll(async () => {
    nodes = await startWithMail();
    verifyFirst = await nodes.api.secondNode({ REGISTRATION: 'verify-first' });
  });
  afterAll(async () => {
    await verifyFirst.stop();
    await nodes.stop();
  });

  const newAddress = () => `pending-request-${++counter}@example.org`;
  const sessionOf = async (owner: TestUser): Promise<Session> => ({ ...(await nodes.api.login(owner.email)), owner });
  const userWithTwoSessions = async (): Promise<Session> => {
    const owner = await nodes.someone();
    await nodes.mails.mailTo(owner.email);
    return sessionOf(owner);
  };
  const idOf = async (user: TestUser): Promise<string> => {
    const { items } = (await nodes.read(user, '/v1/me/sessions')).body as { items: { id: string; current: boolean }[] };
    return items.find(({ current }) => current)?.id as string;
  };
  const accountOf = async ({ id }: TestUser) => (await nodes.read(nodes.admin, `/v1/admin/users/${id}`)).body;
  const emailOf = async (user: TestUser) => (await accountOf(user)).email as string;
  const isVerified = async (user: TestUser) => (await accountOf(user)).emailVerified as boolean;
  const changeTo = async (session: TestUser, email: string) => {
    expect((await nodes.post(CHANGE, { email }, session.token)).status).toBe(202);
    return nodes.mails.mailTo(email);
  };
  const verification = async (session: TestUser, email: string) => {
    expect((await nodes.post(VERIFY, {}, session.token)).status).toBe(202);
    return nodes.mails.mailTo(email);
  };

  const endings: readonly [string, (session: Session) => Promise<unknown>][] = [
    ['signs out', ({ token }) => nodes.post('/v1/auth/logout', undefined, token)],
    [
      'is ended by its user elsewhere',
      async (session) =>
        nodes.other.call('DELETE', `/v1/me/sessions/${await idOf(session)}`, { token: session.owner.token }),
    ],
    ['is ended with all others', ({ owner }) => nodes.other.call('DELETE', '/v1/me/sessions', { token: owner.token })],
    [
      'is ended by a replay of its refresh token',
      async ({ refreshToken }) => {
        const { body } = await nodes.post('/v1/auth/refresh', { refreshToken });
        await nodes.post('/v1/auth/refresh', { refreshToken: body.refreshToken });
        const replay = await nodes.post('/v1/auth/refresh', { refreshToken });
        expectProblem(replay, 'auth.refresh_token_reused', 401);
      },
    ],
    [
      'ends with a change of the password',
      ({ owner }) =>
        nodes.post(
          '/v1/me/password',
          { currentPassword: PASSWORD, newPassword: 'eleven quiet harbour lights' },
          owner.token,
        ),
    ],
    [
      'ends because staff sign the user out everywhere',
      ({ id }) => nodes.other.call('DELETE', `/v1/admin/users/${id}/sessions`, { token: nodes.admin.token }),
    ],
    [
      'expires',
      async (session) =>
        nodes.database.write('UPDATE auth_session SET expires_at = UTC_TIMESTAMP(3) WHERE id = ?', [
          idToBytes(await idOf(session)),
        ]),
    ],
  ];

  describe.each(endings)('end when the session %s:', (_how, end) => {
    it('a change of address', async () => {
      const session = await userWithTwoSessions();
      const { token } = await changeTo(session, newAddress());
      await end(session);
      expectProblem(await nodes.post(CONFIRM_CHANGE, { token }), 'one_time.not_valid', 401);
      expect(await emailOf(session)).toBe(session.email);
    });

    it('a verification of the address, by link and by code', async () => {
      const session = await userWithTwoSessions();
      const { token, code } = await verification(session, session.email);
      await end(session);
      for (const proof of [{ token }, { email: session.email, code }])
        expectProblem(await nodes.post(`${VERIFY}/confirm`, proof), 'one_time.not_valid', 401);
      expect(await isVerified(session)).toBe(false);
    });
  });

  it('such as an upgrade end when the only session of an anonymous account signs out', async () => {
    const session = userOf(await nodes.post('/v1/auth/anonymous', {}));
    const email = newAddress();
    const upgrade = await nodes.post(UPGRADE, { email, password: PASSWORD }, session.token, verifyFirst);
    expect(upgrade.status).toBe(202);
    const { token } = await nodes.mails.mailTo(email);
    await nodes.post('/v1/auth/logout', undefined, session.token);
    expectProblem(await nodes.post(`${UPGRADE}/confirm`, { token, password: PASSWORD }), 'one_time.not_valid', 401);
  });

  it('stay valid when another session of the same user ends', async () => {
    const session = await userWithTwoSessions();
    const email = newAddress();
    const { token } = await changeTo(session, email);
    await nodes.post('/v1/auth/logout', undefined, session.owner.token);
    expect((await nodes.post(CONFIRM_CHANGE, { token }, undefined, nodes.other)).status).toBe(204);
    expect((await nodes.read(session, '/v1/me')).body.email).toBe(email);
  });

  it('do not include a verification that was requested without a session', async () => {
    const session = await userWithTwoSessions();
    expect((await nodes.post(VERIFY, { email: session.email })).status).toBe(202);
    const { token } = await nodes.mails.mailTo(session.email);
    await nodes.other.call('DELETE', '/v1/me/sessions', { token: session.owner.token });
    expect((await nodes.post(`${VERIFY}/confirm`, { token })).status).toBe(204);
  });

  it('are confirmed or ended, never both, when both happen at the same time', async () => {
    for (let round = 0; round < 8; round++) {
      const session = await userWithTwoSessions();
      const email = newAddress();
      const { token } = await changeTo(session, email);
      const path = `/v1/me/sessions/${await idOf(session)}`;
      const [confirmed, ended] = await Promise.all([
        nodes.post(CONFIRM_CHANGE, { token }),
        nodes.other.call('DELETE', path, { token: session.owner.token }),
      ]);
      expect([204, 401]).toContain(confirmed.status);
      expect(ended.status).toBe(204);
      const now = (await nodes.read(session.owner, '/v1/me')).body.email as string;
      expect(now).toBe(confirmed.status === 204 ? email : session.email);
    }
  });
});
