import { idToBytes } from '@platform/ids/ids';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { codeIn } from '@test/support/browser';
import { expectProblem } from '@test/support/expect-problem';
import { setUpApp } from '@test/support/second-factor';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { FORMER_EMAIL } from '@features/recovery/recovery.one-time';
import { PasskeyClient } from '@test/support/with-passkeys';
import { startWithProvider, type NodesWithProvider } from '@test/support/with-provider';

const ANOTHER = 'eleven quiet harbour lights';
const THIEF = 'subject-of-the-thief';

describe('A change of the email address that is undone', () => {
  let nodes: NodesWithProvider;
  let thieves = 0;

  beforeAll(async () => {
    nodes = await startWithProvider();
  });
  afterAll(() => nodes.stop());

  /** Until the mail with a link to this page has come, whatever else is mailed to them. */
  const tokenFor = async (address: string, page: string): Promise<string | undefined> => {
    for (;;) {
      const { links, token } = await nodes.mails.mailTo(address);
      if (links.some((link) => link.includes(page))) return token;
    }
  };
  const links = async (user: TestUser) => {
    const back = await nodes.travels({ sub: THIEF, email: null }, 'google', { purpose: 'link' });
    return nodes.post('/v1/me/identities', { code: codeIn(back), codeVerifier: back.verifier }, user.token);
  };
  /** Answers the address the thief has moved the account to. */
  const moves = async (user: TestUser): Promise<string> => {
    const email = `thief-${++thieves}@evil.example.org`;
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
    const thiefs = await moves(user);

    const undo = await tokenFor(user.email, '/undo-email-change');
    expect((await nodes.post('/v1/recovery/email-change/undo', { token: undo })).status).toBe(204);
    expectProblem(await nodes.read(user, '/v1/me', nodes.other), 'access.session_ended', 401);
    expect((await nodes.api.call('GET', '/v1/me', { token: made.body.key })).status).toBe(401);
    expect((await keys.signIn(authenticator)).status).toBe(401);
    expect((await nodes.comes({ sub: THIEF, email: null })).body.user?.id).not.toBe(user.id);
    for (const email of [user.email, thiefs])
      expectProblem(await nodes.post('/v1/auth/login', { email, password: PASSWORD }), 'auth.wrong_credentials', 401);

    const token = await tokenFor(user.email, '/reset-password');
    expect((await nodes.post('/v1/recovery/password/confirm', { token, newPassword: ANOTHER })).status).toBe(204);
    const back = await nodes.post('/v1/auth/login', { email: user.email, password: ANOTHER });
    expect([back.status, back.body.user?.id, back.body.mfaRequired]).toEqual([200, user.id, undefined]);
    expect((await keys.signIn(authenticator)).status).toBe(401);
  });

  it('is notified to the removed address, which may be the owner’s', async () => {
    const user = await nodes.owner();
    const taken = await moves(user);
    const earlier = nodes.mails.mailsTo(taken).length;
    const undo = await tokenFor(user.email, '/undo-email-change');
    expect((await nodes.post('/v1/recovery/email-change/undo', { token: undo })).status).toBe(204);
    await nodes.untilIdle();
    const told = nodes.mails.mailsTo(taken).slice(earlier);
    expect(told.map(({ subject, token }) => [subject, token])).toEqual([
      ['The email address of your userkeep account was changed', undefined],
    ]);
  });

  it('mails a password reset link, however often attackers have requested one before', async () => {
    const user = await nodes.owner();
    await moves(user);
    const undo = await tokenFor(user.email, '/undo-email-change');
    for (let n = 0; n < 6; n++) await nodes.post('/v1/recovery/password', { email: user.email });
    await nodes.untilIdle();
    expect((await nodes.post('/v1/recovery/email-change/undo', { token: undo })).status).toBe(204);
    const token = await tokenFor(user.email, '/reset-password');
    expect((await nodes.post('/v1/recovery/password/confirm', { token, newPassword: ANOTHER })).status).toBe(204);
  });

  describe('keeps a second factor set up long before, so that the former mailbox alone is not enough', () => {
    const undone = async (user: TestUser) => {
      await moves(user);
      const undo = await tokenFor(user.email, '/undo-email-change');
      expect((await nodes.post('/v1/recovery/email-change/undo', { token: undo })).status).toBe(204);
      return comesBack(user);
    };
    const comesBack = async (user: TestUser) => {
      const token = await tokenFor(user.email, '/reset-password');
      expect((await nodes.post('/v1/recovery/password/confirm', { token, newPassword: ANOTHER })).status).toBe(204);
      const { body } = await nodes.post('/v1/auth/login', { email: user.email, password: ANOTHER });
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
      const half = await undone(user);
      expect([half.mfaRequired, half.methods]).toEqual([true, ['totp', 'recovery_code']]);
      const shown = { mfaToken: half.mfaToken, method: 'totp', code: await app.showsAnew() };
      expect((await nodes.post('/v1/auth/login/mfa', shown)).status).toBe(200);
    });

    it('but no recovery codes that were made since', async () => {
      const user = await nodes.owner();
      await setUpDaysAgo(user, 8);
      expect((await nodes.post('/v1/me/mfa/recovery-codes', undefined, user.token)).status).toBe(201);
      expect((await undone(user)).methods).toEqual(['totp']);
    });

    it('unless the link lacks the time of the change', async () => {
      const user = await nodes.owner();
      await setUpDaysAgo(user, 8);
      const bound = { holder: `${user.id} of-before`, userId: user.id, payload: { address: user.email } };
      const link = await nodes.database.transactions.run(() =>
        nodes.api.app.get(OneTimeTokens).issue(FORMER_EMAIL, bound),
      );
      expect((await nodes.post('/v1/recovery/email-change/undo', { token: link?.token })).status).toBe(204);
      expect((await comesBack(user)).mfaRequired).toBeUndefined();
    });

    it('but none of the week before the change', async () => {
      const user = await nodes.owner();
      await setUpDaysAgo(user, 6);
      expect((await undone(user)).mfaRequired).toBeUndefined();
    });
  });
});
