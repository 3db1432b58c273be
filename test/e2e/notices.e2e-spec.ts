import { expectProblem } from '@test/support/expect-problem';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const LINUX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
/** An address in the country data that the product contains. */
const GERMANY = '84.128.0.1';
const FRANCE = '90.0.0.1';

describe('A notice', () => {
  let nodes: NodesWithMail;

  beforeAll(async () => {
    nodes = await startWithMail();
  });
  afterAll(() => nodes.stop());

  /** A user who has read the first mail and has signed in before from Germany, on Linux. */
  const someone = async (more: object = {}): Promise<TestUser> => {
    const user = await nodes.someone(more);
    await nodes.mails.mailTo(user.email);
    await nodes.database.write('DELETE FROM auth_known_origin WHERE user_id = ?', [bytesOf(user)]);
    await signIn(user);
    return user;
  };
  const bytesOf = ({ id }: TestUser) => Buffer.from(id.replaceAll('-', ''), 'hex');
  const signIn = async (user: TestUser, { agent = LINUX, from = GERMANY } = {}) => {
    const headers = { 'user-agent': agent, 'x-forwarded-for': from };
    const body = { email: user.email, password: PASSWORD };
    const answer = await nodes.api.call('POST', '/v1/auth/login', { body, headers });
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const noMore = async ({ email }: TestUser, so: number) => {
    await nodes.untilIdle();
    expect(nodes.mails.mailsTo(email)).toHaveLength(so);
  };

  it('reports a sign-in from a new device, once', async () => {
    const user = await someone();
    await signIn(user, { agent: PHONE });
    const mail = await nodes.mails.mailTo(user.email);
    expect(mail.subject).toBe('New sign-in to your userkeep account');
    expect(mail.text).toContain('Device: Safari on iOS');
    expect(mail.text).toContain('Location: Germany');
    await signIn(user, { agent: PHONE });
    await signIn(user);
    await noMore(user, 2);
  });

  it('reports a sign-in from another country, in the language of its user', async () => {
    const user = await someone({ locale: 'de' });
    await signIn(user, { from: FRANCE });
    const mail = await nodes.mails.mailTo(user.email);
    expect(mail.subject).toBe('Neue Anmeldung in Ihrem Konto bei userkeep');
    expect(mail.text).toContain('Standort: Frankreich');
    await noMore(user, 2);
  });

  it('reports neither the first sign-in nor another network of the same country', async () => {
    const user = await someone();
    await signIn(user, { from: '84.129.0.1' });
    await noMore(user, 1);
  });

  it('contains no text of a client that could become a link', async () => {
    const user = await someone();
    await signIn(user, { agent: 'evil.example.com/1.0' });
    const mail = await nodes.mails.mailTo(user.email);
    expect(mail.text).toContain('Device: evil example com');
    expect(mail.links).toEqual([]);
  });

  it('is not sent when the sign-in failed', async () => {
    const user = await someone();
    const headers = { 'user-agent': PHONE, 'x-forwarded-for': FRANCE };
    const body = { email: user.email, password: 'wrong wrong wrong' };
    expect((await nodes.api.call('POST', '/v1/auth/login', { body, headers })).status).toBe(401);
    await noMore(user, 1);
  });

  it('reports a changed password', async () => {
    const user = await someone();
    const change = { currentPassword: PASSWORD, newPassword: 'eleven quiet harbour lights' };
    expect((await nodes.post('/v1/me/password', change, user.token)).status).toBe(204);
    expect((await nodes.mails.mailTo(user.email)).subject).toBe('Your userkeep password was changed');
    await noMore(user, 2);
  });

  it('reports a replayed refresh token once, however often it is replayed', async () => {
    const user = await someone();
    const refresh = (refreshToken: string) => nodes.post('/v1/auth/refresh', { refreshToken });
    const second = (await refresh(user.refreshToken)).body.refreshToken;
    await refresh(second);
    for (let n = 0; n < 3; n++) expectProblem(await refresh(user.refreshToken), 'auth.refresh_token_reused', 401);
    const mail = await nodes.mails.mailTo(user.email);
    expect(mail.subject).toBe('We signed you out of userkeep for your security');
    await noMore(user, 2);
  });
});
