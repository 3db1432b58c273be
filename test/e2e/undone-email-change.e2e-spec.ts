import { AccountRepository } from '@features/users/account/account.repository';
import { EmailChanger } from '@features/users';
import { idToBytes } from '@platform/ids/ids';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { codeIn } from '@test/support/browser';
import { expectProblem } from '@test/support/expect-problem';
import { setUpApp } from '@test/support/second-factor';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { PREVIOUS_EMAIL } from '@features/recovery/recovery.one-time';
import { PasskeyClient } from '@test/support/with-passkeys';
import { startWithProvider, type NodesWithProvider } from '@test/support/with-provider';

const NEW_PASSWORD = 'eleven quiet harbour lights';
const ATTACKER = 'subject-of-the-attacker';

describe('A change of the email address that is undone', () => {
  let nodes: NodesWithProvider;
  let attackers = 0;

  beforeAll(async () => {
    nodes = await startWithProvider();
  });
  afterAll(() => nodes.stop());

  /** Waits for the mail with a link to this page, and ignores other mails. */
  const tokenFor = async (address: string, page: string): Promise<string | undefined> => {
    for (;;) {
      const { links, token } = await nodes.mails.mailTo(address);
      if (links.some((link) => link.includes(page))) return token;
    }
  };
  const links = async (user: TestUser) => {
    const back = await nodes.obtainCode({ sub: ATTACKER, email: null }, 'google', { purpose: 'link' });
    return nodes.post('/v1/me/identities', { code: codeIn(back), codeVerifier: back.verifier }, user.token);
  };
  /** Returns the address that the attacker has changed the account to. */
  const changeAddress = async (user: TestUser): Promise<string> => {
    const email = `attacker-${++attackers}@evil.example.org`;
    await nodes.post('/v1/me/email', { email }, user.token);
    const token = await tokenFor(email, '/confirm-email');
    expect((await nodes.post('/v1/recovery/email-change/confirm', { token })).status).toBe(204);
    return email;
  };

  it('leaves the attacker no passkey, identity, API key, second factor or session', async () => {
    const user = await nodes.owner();
    const keys = new PasskeyClient(nodes.api);
    const { authenticator } = await keys.registered(user);
    expect((await links(user)).status).toBe(201);
    const made = await nodes.post('/v1/me/api-keys', { name: 'foothold', scopes: ['profile:read'] }, user.token);
    await setUpApp(nodes, user);
    const attackersEmail = await changeAddress(user);

    const undo = await tokenFor(user.email, '/undo-email-change');
    expect((await nodes.post('/v1/recovery/email-change/undo', { token: undo })).status).toBe(204);
    expectProblem(await nodes.read(user, '/v1/me', nodes.other), 'access.session_ended', 401);
    expect((await nodes.api.call('GET', '/v1/me', { token: made.body.key })).status).toBe(401);
    expect((await keys.signIn(authenticator)).status).toBe(401);
    expect((await nodes.signInWithProvider({ sub: ATTACKER, email: null })).body.user?.id).not.toBe(user.id);
    for (const email of [user.email, attackersEmail])
      expectProblem(await nodes.post('/v1/auth/login', { email, password: PASSWORD }), 'auth.wrong_credentials', 401);

    const token = await tokenFor(user.email, '/reset-password');
    expect((await nodes.post('/v1/recovery/password/confirm', { token, newPassword: NEW_PASSWORD })).status).toBe(204);
    const back = await nodes.post('/v1/auth/login', { email: user.email, password: NEW_PASSWORD });
    expect([back.status, back.body.user?.id, back.body.mfaRequired]).toEqual([200, user.id, undefined]);
    expect((await keys.signIn(authenticator)).status).toBe(401);
  });

  it('voids the links to undo later changes, even if the clock of the node that made them was behind', async () => {
    const user = await nodes.owner();
    await changeAddress(user);
    const undo = await tokenFor(user.email, '/undo-email-change');
    await changeAddress(user);
    // An ID begins with the time of the node.
    const early = idToBytes('00000000-0000-7000-8000-000000000001');
    await nodes.database.write(
      'UPDATE platform_one_time SET id = ? WHERE user_id = ? AND purpose = ? ORDER BY id DESC LIMIT 1',
      [early, idToBytes(user.id), Buffer.from(PREVIOUS_EMAIL.purpose)],
    );
    const isValid = async () =>
      (await nodes.database.rows('SELECT 1 FROM platform_one_time WHERE id = ? AND token_hash IS NOT NULL', [early]))
        .length;
    expect(await isValid()).toBe(1);
    expect((await nodes.post('/v1/recovery/email-change/undo', { token: undo })).status).toBe(204);
    expect(await isValid()).toBe(0);
  });

  it('is announced to the removed address, which may be the owner’s', async () => {
    const user = await nodes.owner();
    const taken = await changeAddress(user);
    const earlier = nodes.mails.mailsTo(taken).length;
    const undo = await tokenFor(user.email, '/undo-email-change');
    expect((await nodes.post('/v1/recovery/email-change/undo', { token: undo })).status).toBe(204);
    await nodes.untilIdle();
    const notices = nodes.mails.mailsTo(taken).slice(earlier);
    expect(notices.map(({ subject, token }) => [subject, token])).toEqual([
      ['The email address of your userkeep account was changed', undefined],
    ]);
  });

  it('mails a password reset link, however often attackers have requested one before', async () => {
    const user = await nodes.owner();
    await changeAddress(user);
    const undo = await tokenFor(user.email, '/undo-email-change');
    for (let n = 0; n < 6; n++) await nodes.post('/v1/recovery/password', { email: user.email });
    await nodes.untilIdle();
    expect((await nodes.post('/v1/recovery/email-change/undo', { token: undo })).status).toBe(204);
    const token = await tokenFor(user.email, '/reset-password');
    expect((await nodes.post('/v1/recovery/password/confirm', { token, newPassword: NEW_PASSWORD })).status).toBe(204);
  });

  describe('keeps a second factor set up long before, so that the former mailbox alone is not enough', () => {
    const undone = async (user: TestUser) => {
      await changeAddress(user);
      const undo = await tokenFor(user.email, '/undo-email-change');
      expect((await nodes.post('/v1/recovery/email-change/undo', { token: undo })).status).toBe(204);
      return signInByMail(user);
    };
    const signInByMail = async (user: TestUser) => {
      const token = await tokenFor(user.email, '/reset-password');
      expect((await nodes.post('/v1/recovery/password/confirm', { token, newPassword: NEW_PASSWORD })).status).toBe(
        204,
      );
      const { body } = await nodes.post('/v1/auth/login', { email: user.email, password: NEW_PASSWORD });
      return body as { mfaRequired?: boolean; mfaToken: string; methods?: string[] };
    };
    const setUpDaysAgo = async (user: TestUser, days: number) => {
      const app = await setUpApp(nodes, user);
      const bytes = idToBytes(user.id);
      for (const change of [
        'auth_totp SET confirmed_at = confirmed_at',
        'auth_recovery_code SET created_at = created_at',
      ])
        await nodes.database.write(`UPDATE ${change} - INTERVAL ? DAY WHERE user_id = ?`, [days, bytes]);
      return app;
    };

    it('with its recovery codes', async () => {
      const user = await nodes.owner();
      const app = await setUpDaysAgo(user, 8);
      const pending = await undone(user);
      expect([pending.mfaRequired, pending.methods]).toEqual([true, ['totp', 'recovery_code']]);
      const proof = { mfaToken: pending.mfaToken, method: 'totp', code: await app.freshCode() };
      expect((await nodes.post('/v1/auth/login/mfa', proof)).status).toBe(200);
    });

    it('but no recovery codes that were created since', async () => {
      const user = await nodes.owner();
      await setUpDaysAgo(user, 8);
      expect((await nodes.post('/v1/me/mfa/recovery-codes', undefined, user.token)).status).toBe(201);
      expect((await undone(user)).methods).toEqual(['totp']);
    });

    it('unless the link does not contain the time of the change', async () => {
      const user = await nodes.owner();
      await setUpDaysAgo(user, 8);
      const bound = { holder: `${user.id} of-before`, userId: user.id, payload: { address: user.email } };
      const link = await nodes.database.transactions.run(() =>
        nodes.api.app.get(OneTimeTokens).issue(PREVIOUS_EMAIL, bound),
      );
      expect((await nodes.post('/v1/recovery/email-change/undo', { token: link?.token })).status).toBe(204);
      expect((await signInByMail(user)).mfaRequired).toBeUndefined();
    });

    it('but none from the week before the change', async () => {
      const user = await nodes.owner();
      await setUpDaysAgo(user, 6);
      expect((await undone(user)).mfaRequired).toBeUndefined();
    });
  });

  it('takes the address from an account that has not verified it, but no address that the account got meanwhile', async () => {
    const [owner, holder] = [await nodes.someone(), await nodes.someone()];
    const { app } = nodes.api;
    const accounts = app.get(AccountRepository);
    const lock = accounts.lock.bind(accounts);
    const locking = jest.spyOn(accounts, 'lock').mockImplementationOnce(async (id) => {
      const change = () => app.get(EmailChanger).change(id, 'newer@example.com', { how: 'by_admin' });
      await nodes.database.transactions.apart(change);
      return lock(id);
    });
    await app.get(EmailChanger).takeFromUnverified(holder.email, owner.id);
    locking.mockRestore();
    expect((await nodes.api.call('GET', '/v1/me', { token: holder.token })).body.email).toBe('newer@example.com');
  });
});
