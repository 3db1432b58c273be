import { idToBytes } from '@platform/ids/ids';
import { expectProblem } from '@test/support/expect-problem';
import { setUpApp } from '@test/support/second-factor';
import { PASSWORD, userIn, type TestUser } from '@test/support/test-api';
import { untilWaiting } from '@test/support/waiting-for-accounts';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const ANOTHER = 'eleven quiet harbour lights';
const LINK = '/v1/auth/magic-link';
const NETWORKS = 'SELECT COUNT(*) AS n FROM auth_known_network WHERE user_id = ?';
const SQUATTERS_DEVICE = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const OWNERS_DEVICE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1';
const CONFIRM = '/v1/recovery/email-change/confirm';
const RESET = '/v1/recovery/password';

describe('A person who created an account before its verified owner signs in', () => {
  let nodes: NodesWithMail;
  let counter = 0;

  beforeAll(async () => {
    nodes = await startWithMail();
  });
  afterAll(() => nodes.stop());

  const newAddress = () => `squatter-${++counter}@evil.example.org`;
  /** A user who has registered an address that may be another's. */
  const squatter = async (): Promise<TestUser> => {
    const user = await nodes.someone();
    await nodes.mails.mailTo(user.email);
    return user;
  };
  /** Until the mail with a link to this page has come, whatever else is mailed to them. */
  const mailed = async (path: string, email: string, page: string) => {
    expect((await nodes.post(path, { email })).status).toBe(202);
    for (;;) {
      const { links, token } = await nodes.mails.mailTo(email);
      if (links.some((link) => link.includes(page))) return token;
    }
  };
  const linkFor = (email: string) => mailed(LINK, email, '/sign-in');
  const enters = (token: string | undefined) => nodes.post(`${LINK}/confirm`, { token });
  const moves = async (user: TestUser, email = newAddress()) => {
    expect((await nodes.post('/v1/me/email', { email }, user.token)).status).toBe(202);
    return email;
  };

  describe('cannot move it to another address that was asked for before', () => {
    /** It is mailed a moment after it was asked for: before the owner comes, or, mostly, after. */
    const leadsNowhere = async (user: TestUser, wanted: string) => {
      await nodes.untilIdle();
      for (const { token } of nodes.mails.mailsTo(wanted))
        expectProblem(await nodes.post(CONFIRM, { token }), 'one_time.not_valid', 401);
      const { body } = await nodes.read(nodes.admin, `/v1/admin/users/${user.id}`);
      expect(body).toMatchObject({ email: user.email, emailVerified: true });
    };

    it('the owner signed in by mail', async () => {
      const user = await squatter();
      const token = await linkFor(user.email);
      const wanted = await moves(user);
      expect((await enters(token)).status).toBe(200);
      await leadsNowhere(user, wanted);
    });

    it('the owner chose a new password', async () => {
      const user = await squatter();
      const token = await mailed(RESET, user.email, '/reset-password');
      const wanted = await moves(user);
      expect((await nodes.post(`${RESET}/confirm`, { token, newPassword: ANOTHER })).status).toBe(204);
      await leadsNowhere(user, wanted);
    });
  });

  it('invalidates the links mailed before, also when nothing else was revoked', async () => {
    const email = 'nothing-to-give-up@example.com';
    const first = userIn(await enters(await linkFor(email)));
    await nodes.database.write('UPDATE users_account SET email_verified = 0 WHERE id = ?', [idToBytes(first.id)]);
    const { token } = await nodes.mails.mailTo(await moves(first));
    const owner = await enters(await linkFor(email));
    expect([owner.status, owner.body.user.id]).toEqual([200, first.id]);
    expectProblem(await nodes.post('/v1/recovery/email-change/confirm', { token }), 'one_time.not_valid', 401);
    expectProblem(await nodes.read(first, '/v1/me', nodes.other), 'access.session_ended', 401);
  });

  it('forgets known networks and devices', async () => {
    const user = await squatter();
    const from = (network: string, device: string, path: string, body: object) =>
      nodes.api.call('POST', path, { body, headers: { 'x-forwarded-for': network, 'user-agent': device } });
    const login = { email: user.email, password: PASSWORD };
    expect((await from('198.51.100.99', SQUATTERS_DEVICE, '/v1/auth/login', login)).status).toBe(200);
    const known = async () => {
      const id = idToBytes(user.id);
      const { n } = (await nodes.database.row<{ n: number }>(NETWORKS, [id])) as { n: number };
      return Number(n);
    };
    // Where the account was made, and where it was signed in to.
    expect(await known()).toBe(2);
    await from('203.0.113.7', OWNERS_DEVICE, `${LINK}/confirm`, { token: await linkFor(user.email) });
    expect(await known()).toBe(1);
    const token = await linkFor(user.email);
    await from('198.51.100.99', SQUATTERS_DEVICE, `${LINK}/confirm`, { token });
    expect((await nodes.mails.mailTo(user.email)).subject).toContain('sign-in');
  });

  it('was the owner after all, who proved the address while a new password waited, and keeps the second factor', async () => {
    const user = await squatter();
    await setUpApp(nodes, user);
    const token = await mailed(RESET, user.email, '/reset-password');
    const chosen = await nodes.database.transactions.run(async () => {
      const id = idToBytes(user.id);
      await nodes.database.row('SELECT id FROM users_account WHERE id = ? FOR UPDATE', [id]);
      const answer = nodes.post(`${RESET}/confirm`, { token, newPassword: ANOTHER });
      await untilWaiting(nodes.database, 1);
      await nodes.database.write('UPDATE users_account SET email_verified = 1, version = version + 1 WHERE id = ?', [
        id,
      ]);
      return { answer };
    });
    expect((await chosen.answer).status).toBe(204);
    const login = await nodes.post('/v1/auth/login', { email: user.email, password: ANOTHER });
    expect([login.status, login.body.mfaRequired]).toEqual([200, true]);
  });
});
