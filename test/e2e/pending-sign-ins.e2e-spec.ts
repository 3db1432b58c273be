import { idToBytes } from '@platform/ids/ids';
import { codeIn } from '@test/support/browser';
import { setUpApp } from '@test/support/second-factor';
import { PASSWORD, type Answer, type TestUser } from '@test/support/test-api';
import { untilWaiting } from '@test/support/waiting-statements';
import { startWithProvider, type NodesWithProvider } from '@test/support/with-provider';

const NEW_PASSWORD = 'eleven quiet harbour lights';

/** A person who registered another user's address has pending requests when the owner registers. None of them may keep access. */
describe('Pending flows when the owner of an address registers', () => {
  let nodes: NodesWithProvider;
  let names = 0;

  beforeAll(async () => {
    nodes = await startWithProvider();
  });
  afterAll(() => nodes.stop());

  const linkFor = async (email: string): Promise<string> => {
    await nodes.post('/v1/auth/magic-link', { email });
    for (;;) {
      const { links, token } = await nodes.mails.mailTo(email);
      if (links.some((link) => link.includes('/sign-in#'))) return token as string;
    }
  };

  /** Sends the owner's request first and the other person's second, while the account is locked until both wait. */
  const takeOverDuring = async (attacker: TestUser, request: () => Promise<Answer>): Promise<Answer> => {
    const token = await linkFor(attacker.email);
    let owner: Promise<Answer> | undefined;
    let answer: Promise<Answer> | undefined;
    await nodes.database.transactions.run(async () => {
      await nodes.database.row('SELECT id FROM users_account WHERE id = ? FOR UPDATE', [idToBytes(attacker.id)]);
      owner = nodes.post('/v1/auth/magic-link/confirm', { token });
      await untilWaiting(nodes.database, 1);
      answer = request();
      await untilWaiting(nodes.database, 2);
    });
    expect((await owner)?.status).toBe(200);
    expect((await nodes.read(attacker, '/v1/me')).status).toBe(401);
    return (await answer) as Answer;
  };
  const attacker = () => nodes.api.register(`attacker-${++names}`);

  it('create no API key that stays valid', async () => {
    const user = await attacker();
    const asked = { name: 'foothold', scopes: ['profile:read'] };
    const { body } = await takeOverDuring(user, () => nodes.post('/v1/me/api-keys', asked, user.token));
    const used = await nodes.api.call('GET', '/v1/me', { token: (body.key as string | undefined) ?? 'none' });
    expect(used.status).toBe(401);
  });

  it('link no identity that stays valid', async () => {
    const user = await attacker();
    const person = { sub: 'of-the-attacker', email: null };
    const returned = await nodes.obtainCode(person, 'google', { purpose: 'link' });
    const proof = { code: codeIn(returned), codeVerifier: returned.verifier };
    await takeOverDuring(user, () => nodes.post('/v1/me/identities', proof, user.token));
    expect((await nodes.signInWithProvider(person)).body.user.id).not.toBe(user.id);
  });

  it('set no first password that stays valid', async () => {
    const email = 'no-password@example.com';
    const { body } = await nodes.post('/v1/auth/magic-link/confirm', { token: await linkFor(email) });
    const user = { id: body.user.id, email, token: body.accessToken, refreshToken: body.refreshToken } as TestUser;
    await nodes.database.write('UPDATE users_account SET email_verified = 0 WHERE id = ?', [idToBytes(user.id)]);
    await takeOverDuring(user, () => nodes.post('/v1/me/password', { newPassword: NEW_PASSWORD }, user.token));
    expect((await nodes.post('/v1/auth/login', { email, password: NEW_PASSWORD })).status).toBe(401);
  });

  it('set up no authenticator app that the owner would be asked for', async () => {
    const user = await attacker();
    await takeOverDuring(user, async () => {
      await setUpApp(nodes, user).catch(() => undefined);
      return nodes.read(user, '/v1/me');
    });
    const { body } = await nodes.post('/v1/auth/magic-link/confirm', { token: await linkFor(user.email) });
    expect([body.mfaRequired, body.user?.id]).toEqual([undefined, user.id]);
    expect((await nodes.post('/v1/auth/login', { email: user.email, password: PASSWORD })).status).toBe(401);
  });
});
