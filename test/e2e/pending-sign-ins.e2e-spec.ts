import { idToBytes } from '@platform/ids/ids';
import { codeIn } from '@test/support/browser';
import { setUpApp } from '@test/support/second-factor';
import { PASSWORD, type Answer, type TestUser } from '@test/support/test-api';
import { untilWaiting } from '@test/support/waiting-for-accounts';
import { startWithProvider, type NodesWithProvider } from '@test/support/with-provider';

const ANOTHER = 'eleven quiet harbour lights';

/** Whoever registered another's address has requests under way while its owner comes. None of them may leave a way back. */
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

  /** The owner comes first and the squatter's request second, both to the account that is held until both wait. */
  const ownerComesDuring = async (squatter: TestUser, request: () => Promise<Answer>): Promise<Answer> => {
    const token = await linkFor(squatter.email);
    let owner: Promise<Answer> | undefined;
    let answer: Promise<Answer> | undefined;
    await nodes.database.transactions.run(async () => {
      await nodes.database.row('SELECT id FROM users_account WHERE id = ? FOR UPDATE', [idToBytes(squatter.id)]);
      owner = nodes.post('/v1/auth/magic-link/confirm', { token });
      await untilWaiting(nodes.database, 1);
      answer = request();
      await untilWaiting(nodes.database, 2);
    });
    expect((await owner)?.status).toBe(200);
    expect((await nodes.read(squatter, '/v1/me')).status).toBe(401);
    return (await answer) as Answer;
  };
  const squatter = () => nodes.api.register(`squatter-${++names}`);

  it('makes no API key that outlives it', async () => {
    const user = await squatter();
    const asked = { name: 'foothold', scopes: ['profile:read'] };
    const { body } = await ownerComesDuring(user, () => nodes.post('/v1/me/api-keys', asked, user.token));
    const used = await nodes.api.call('GET', '/v1/me', { token: (body.key as string | undefined) ?? 'none' });
    expect(used.status).toBe(401);
  });

  it('links no identity that outlives it', async () => {
    const user = await squatter();
    const person = { sub: 'of-the-squatter', email: null };
    const back = await nodes.travels(person, 'google', { purpose: 'link' });
    const proof = { code: codeIn(back), codeVerifier: back.verifier };
    await ownerComesDuring(user, () => nodes.post('/v1/me/identities', proof, user.token));
    expect((await nodes.comes(person)).body.user.id).not.toBe(user.id);
  });

  it('chooses no first password that outlives it', async () => {
    const email = 'no-password@example.com';
    const { body } = await nodes.post('/v1/auth/magic-link/confirm', { token: await linkFor(email) });
    const user = { id: body.user.id, email, token: body.accessToken, refreshToken: body.refreshToken } as TestUser;
    await nodes.database.write('UPDATE users_account SET email_verified = 0 WHERE id = ?', [idToBytes(user.id)]);
    await ownerComesDuring(user, () => nodes.post('/v1/me/password', { newPassword: ANOTHER }, user.token));
    expect((await nodes.post('/v1/auth/login', { email, password: ANOTHER })).status).toBe(401);
  });

  it('sets no app up that the owner would be asked for', async () => {
    const user = await squatter();
    await ownerComesDuring(user, async () => {
      await setUpApp(nodes, user).catch(() => undefined);
      return nodes.read(user, '/v1/me');
    });
    const { body } = await nodes.post('/v1/auth/magic-link/confirm', { token: await linkFor(user.email) });
    expect([body.mfaRequired, body.user?.id]).toEqual([undefined, user.id]);
    expect((await nodes.post('/v1/auth/login', { email: user.email, password: PASSWORD })).status).toBe(401);
  });
});
