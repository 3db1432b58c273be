import { idToBytes } from '@platform/persistence/ids';
import { codeIn } from '@test/support/browser';
import { expectProblem } from '@test/support/expect-problem';
import { setUpApp } from '@test/support/second-factor';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { PasskeyClient } from '@test/support/with-passkeys';
import { startWithProvider, type NodesWithProvider } from '@test/support/with-provider';

const ANOTHER = 'eleven quiet harbour lights';
const THIEF = 'subject-of-the-thief';
const THIEFS_ADDRESS = 'thief@evil.example.org';

describe('A change of the e-mail address that is undone', () => {
  let nodes: NodesWithProvider;

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
  const moves = async (user: TestUser) => {
    await nodes.post('/v1/me/email', { email: THIEFS_ADDRESS }, user.token);
    const token = await tokenFor(THIEFS_ADDRESS, '/confirm-email');
    expect((await nodes.post('/v1/recovery/email-change/confirm', { token })).status).toBe(204);
  };

  it('leaves whoever made it nothing to come in with: no passkey, identity, key, second factor or session', async () => {
    const user = await nodes.owner();
    const keys = new PasskeyClient(nodes.api);
    const { authenticator } = await keys.registered(user);
    expect((await links(user)).status).toBe(201);
    const made = await nodes.post('/v1/me/api-keys', { name: 'foothold', scopes: ['profile:read'] }, user.token);
    await setUpApp(nodes, user);
    await moves(user);

    const undo = await tokenFor(user.email, '/undo-email-change');
    expect((await nodes.post('/v1/recovery/email-change/undo', { token: undo })).status).toBe(204);
    expectProblem(await nodes.read(user, '/v1/me', nodes.other), 'access.session_ended', 401);
    expect((await nodes.api.call('GET', '/v1/me', { token: made.body.key })).status).toBe(401);
    expect((await keys.signIn(authenticator)).status).toBe(401);
    expect((await nodes.comes({ sub: THIEF, email: null })).body.user?.id).not.toBe(user.id);
    for (const email of [user.email, THIEFS_ADDRESS])
      expectProblem(await nodes.post('/v1/auth/login', { email, password: PASSWORD }), 'auth.wrong_credentials', 401);

    const token = await tokenFor(user.email, '/reset-password');
    expect((await nodes.post('/v1/recovery/password/confirm', { token, newPassword: ANOTHER })).status).toBe(204);
    const back = await nodes.post('/v1/auth/login', { email: user.email, password: ANOTHER });
    expect([back.status, back.body.user?.id, back.body.mfaRequired]).toEqual([200, user.id, undefined]);
    expect((await keys.signIn(authenticator)).status).toBe(401);
  });

  describe('leaves a second factor of long before, so that the former mailbox alone opens nothing', () => {
    const undone = async (user: TestUser) => {
      await moves(user);
      const undo = await tokenFor(user.email, '/undo-email-change');
      expect((await nodes.post('/v1/recovery/email-change/undo', { token: undo })).status).toBe(204);
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

    it('but none of the week before the change', async () => {
      const user = await nodes.owner();
      await setUpDaysAgo(user, 6);
      expect((await undone(user)).mfaRequired).toBeUndefined();
    });
  });
});
