import { idToBytes } from '@platform/ids/ids';
import { expectProblem } from '@test/support/expect-problem';
import { setUpApp } from '@test/support/second-factor';
import { PASSWORD, userOf, type TestUser } from '@test/support/test-api';
import { untilWaiting } from '@test/support/waiting-statements';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const NEW_PASSWORD = 'eleven quiet harbour lights';
const LINK = '/v1/auth/magic-link';
const NETWORKS = 'SELECT COUNT(*) AS n FROM auth_known_network WHERE user_id = ?';
const ATTACKERS_DEVICE = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
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

  const newAddress = () => `attacker-${++counter}@evil.example.org`;
  /** A user who has registered an address that belongs to another person. */
  const attacker = async (): Promise<TestUser> => {
    const user = await nodes.someone();
    await nodes.mails.mailTo(user.email);
    return user;
  };
  /** Waits for the mail with a link to this page, and ignores other mails. */
  const mailed = async (path: string, email: string, page: string) => {
    expect((await nodes.post(path, { email })).status).toBe(202);
    for (;;) {
      const { links, token } = await nodes.mails.mailTo(email);
      if (links.some((link) => link.includes(page))) return token;
    }
  };
  const linkFor = (email: string) => mailed(LINK, email, '/sign-in');
  const signInWithLink = (token: string | undefined) => nodes.post(`${LINK}/confirm`, { token });
  const changeAddress = async (user: TestUser, email = newAddress()) => {
    expect((await nodes.post('/v1/me/email', { email }, user.token)).status).toBe(202);
    return email;
  };

  describe('cannot change the address with an earlier request', () => {
    /** The mail is sent a moment after the request: before the owner signs in, or, usually, after. */
    const expectUnchanged = async (user: TestUser, wanted: string) => {
      await nodes.untilIdle();
      for (const { token } of nodes.mails.mailsTo(wanted))
        expectProblem(await nodes.post(CONFIRM, { token }), 'one_time.not_valid', 401);
      const { body } = await nodes.read(nodes.admin, `/v1/admin/users/${user.id}`);
      expect(body).toMatchObject({ email: user.email, emailVerified: true });
    };

    it('after the owner signed in by mail', async () => {
      const user = await attacker();
      const token = await linkFor(user.email);
      const wanted = await changeAddress(user);
      expect((await signInWithLink(token)).status).toBe(200);
      await expectUnchanged(user, wanted);
    });

    it('after the owner set a new password', async () => {
      const user = await attacker();
      const token = await mailed(RESET, user.email, '/reset-password');
      const wanted = await changeAddress(user);
      expect((await nodes.post(`${RESET}/confirm`, { token, newPassword: NEW_PASSWORD })).status).toBe(204);
      await expectUnchanged(user, wanted);
    });
  });

  it('loses the links that were emailed before, even if nothing else was revoked', async () => {
    const email = 'nothing-to-give-up@example.com';
    const first = userOf(await signInWithLink(await linkFor(email)));
    await nodes.database.write('UPDATE users_account SET email_verified = 0 WHERE id = ?', [idToBytes(first.id)]);
    const { token } = await nodes.mails.mailTo(await changeAddress(first));
    const owner = await signInWithLink(await linkFor(email));
    expect([owner.status, owner.body.user.id]).toEqual([200, first.id]);
    expectProblem(await nodes.post('/v1/recovery/email-change/confirm', { token }), 'one_time.not_valid', 401);
    expectProblem(await nodes.read(first, '/v1/me', nodes.other), 'access.session_ended', 401);
  });

  it('leaves no known networks and devices', async () => {
    const user = await attacker();
    const from = (network: string, device: string, path: string, body: object) =>
      nodes.api.call('POST', path, { body, headers: { 'x-forwarded-for': network, 'user-agent': device } });
    const login = { email: user.email, password: PASSWORD };
    expect((await from('198.51.100.99', ATTACKERS_DEVICE, '/v1/auth/login', login)).status).toBe(200);
    const known = async () => {
      const id = idToBytes(user.id);
      const { n } = (await nodes.database.row<{ n: number }>(NETWORKS, [id])) as { n: number };
      return Number(n);
    };
    // The network of the registration, and the network of the sign-in.
    expect(await known()).toBe(2);
    await from('203.0.113.7', OWNERS_DEVICE, `${LINK}/confirm`, { token: await linkFor(user.email) });
    expect(await known()).toBe(1);
    const token = await linkFor(user.email);
    await from('198.51.100.99', ATTACKERS_DEVICE, `${LINK}/confirm`, { token });
    expect((await nodes.mails.mailTo(user.email)).subject).toContain('sign-in');
  });

  it('keeps the second factor if it is the same person, who verified the address while a new password was pending', async () => {
    const user = await attacker();
    await setUpApp(nodes, user);
    const token = await mailed(RESET, user.email, '/reset-password');
    const chosen = await nodes.database.transactions.run(async () => {
      const id = idToBytes(user.id);
      await nodes.database.row('SELECT id FROM users_account WHERE id = ? FOR UPDATE', [id]);
      const answer = nodes.post(`${RESET}/confirm`, { token, newPassword: NEW_PASSWORD });
      await untilWaiting(nodes.database, 1);
      await nodes.database.write('UPDATE users_account SET email_verified = 1, version = version + 1 WHERE id = ?', [
        id,
      ]);
      return { answer };
    });
    expect((await chosen.answer).status).toBe(204);
    const login = await nodes.post('/v1/auth/login', { email: user.email, password: NEW_PASSWORD });
    expect([login.status, login.body.mfaRequired]).toEqual([200, true]);
  });
});
