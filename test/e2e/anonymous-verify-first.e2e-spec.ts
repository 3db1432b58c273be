import { expectProblem } from '@test/support/expect-problem';
import { PASSWORD, type TestApi, type TestUser } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const UPGRADE = '/v1/auth/anonymous/upgrade';
const CONFIRM = `${UPGRADE}/confirm`;

describe('An anonymous account, if addresses must be verified first', () => {
  let nodes: NodesWithMail;
  let counter = 0;

  beforeAll(async () => {
    nodes = await startWithMail({ REGISTRATION: 'verify-first' });
  });
  afterAll(() => nodes.stop());

  const newAddress = () => `proven-${++counter}@example.com`;
  const anonymous = async (): Promise<TestUser> => {
    const { body } = await nodes.post('/v1/auth/anonymous', {});
    return { id: body.user.id, email: '', token: body.accessToken, refreshToken: body.refreshToken };
  };
  const requestUpgrade = async (user: TestUser, email: string, more: object = {}) => {
    const answer = await nodes.post(UPGRADE, { email, password: PASSWORD, ...more }, user.token);
    expect(answer).toMatchObject({ status: 202, body: { verificationRequired: true } });
    return nodes.mails.mailTo(email);
  };
  const confirm = (given: object, token?: string, node?: TestApi) =>
    nodes.post(CONFIRM, { password: PASSWORD, ...given }, token, node);
  const isAnonymous = async (user: TestUser) => (await nodes.read(user, '/v1/me/sign-in-methods')).body.anonymous;
  const upgraded = async (): Promise<TestUser> => {
    const [user, email] = [await anonymous(), newAddress()];
    expect((await confirm({ token: (await requestUpgrade(user, email)).token })).status).toBe(200);
    return { ...user, email };
  };

  it('is upgraded with the link and the password on any node, and keeps its session', async () => {
    const [user, email] = [await anonymous(), newAddress()];
    await nodes.patch(user, '/v1/me', { bio: 'from before' });
    const mail = await requestUpgrade(user, email, { username: 'proven-one', displayName: 'Pro Ven' });
    expect(mail.links).toEqual([expect.stringMatching(/^http:\/\/localhost:3000\/finish-upgrade#token=uko_/)]);
    expect(await isAnonymous(user)).toBe(true);
    const answer = await confirm({ token: mail.token }, undefined, nodes.other);
    expect(answer.status).toBe(200);
    const now = { id: user.id, email, emailVerified: true, username: 'proven-one', displayName: 'Pro Ven' };
    expect(answer.body.user).toMatchObject({ ...now, bio: 'from before' });
    expect((await nodes.read(user, '/v1/me')).body).toMatchObject(now);
    expect(await isAnonymous(user)).toBe(false);
    expect((await nodes.api.login(email)).id).toBe(user.id);
    expectProblem(await confirm({ token: mail.token }), 'one_time.not_valid', 401);
  });

  it('is upgraded with the code in the session that requested it', async () => {
    const [user, other, email] = [await anonymous(), await anonymous(), newAddress()];
    const { code } = await requestUpgrade(user, email);
    expectProblem(await confirm({ code }), 'access.not_signed_in', 401);
    expectProblem(await confirm({ code }, other.token), 'one_time.not_valid', 401);
    expect((await confirm({ code }, user.token, nodes.other)).status).toBe(200);
    expect([await isAnonymous(user), await isAnonymous(other)]).toEqual([false, true]);
  });

  it('is not upgraded with only the mail or only the password', async () => {
    const [user, email] = [await anonymous(), newAddress()];
    const { token } = await requestUpgrade(user, email);
    const wrong = { token, password: 'eleven quiet harbour lights' };
    expectProblem(await confirm(wrong), 'auth.wrong_credentials', 401);
    expectProblem(await confirm({ token: `uko_${'A'.repeat(43)}` }), 'one_time.not_valid', 401);
    expect(await isAnonymous(user)).toBe(true);
    expect((await confirm({ token })).status).toBe(200);
  });

  it('does not reveal whether an address is taken, notifies its owner, and changes neither account', async () => {
    const [owner, user] = [await upgraded(), await anonymous()];
    const mail = await requestUpgrade(user, owner.email, { displayName: 'Another User' });
    expect(mail.subject).toBe('You already have a userkeep account');
    expect([mail.links, mail.code, mail.text.includes('Another User')]).toEqual([[], undefined, false]);
    for (let n = 0; n < 6; n++)
      expectProblem(await confirm({ code: '0000 0000' }, user.token), 'one_time.not_valid', 401);
    expect(await isAnonymous(user)).toBe(true);
    expect((await nodes.api.login(owner.email)).id).toBe(owner.id);
    expect((await confirm({ token: (await requestUpgrade(user, newAddress())).token })).status).toBe(200);
  });

  it('is upgraded once by 20 requests with the link at the same time on two nodes', async () => {
    const [user, email] = [await anonymous(), newAddress()];
    const { token } = await requestUpgrade(user, email);
    const counts = await nodes.twentyAtOnce(CONFIRM, { token, password: PASSWORD });
    expect(counts[200]).toBe(1);
    expect((counts[401] ?? 0) + (counts[409] ?? 0)).toBe(19);
    expect((await nodes.api.login(email)).id).toBe(user.id);
  });

  it('stays unchanged if another user has taken the address in the meantime', async () => {
    const [slow, fast, email] = [await anonymous(), await anonymous(), newAddress()];
    const { token } = await requestUpgrade(slow, email);
    expect((await confirm({ token: (await requestUpgrade(fast, email)).token })).status).toBe(200);
    expectProblem(await confirm({ token }), 'users.email_taken', 409);
    expect(await isAnonymous(slow)).toBe(true);
    expect((await nodes.api.login(email)).id).toBe(fast.id);
  });

  it('gets another username if the chosen one was taken in the meantime', async () => {
    const [user, fast] = [await anonymous(), await anonymous()];
    const { token } = await requestUpgrade(user, newAddress(), { username: 'wanted-by-two' });
    await nodes.patch(fast, '/v1/me', { username: 'wanted-by-two' });
    expectProblem(await confirm({ token }), 'users.username_taken', 409);
    const answer = await confirm({ token, username: 'second-choice' });
    expect([answer.status, answer.body.user.username]).toEqual([200, 'second-choice']);
  });

  it('is not upgraded by a link from before it was upgraded or suspended', async () => {
    const [first, second] = [await anonymous(), await anonymous()];
    const links = [await requestUpgrade(first, newAddress()), await requestUpgrade(second, newAddress())];
    await nodes.patch(first, '/v1/me', { username: 'has-a-password' });
    expect((await nodes.post('/v1/me/password', { newPassword: PASSWORD }, first.token)).status).toBe(204);
    await nodes.post(`/v1/admin/users/${second.id}/suspend`, { reason: 'a test' }, nodes.admin.token);
    for (const { token } of links) expectProblem(await confirm({ token }), 'one_time.not_valid', 401);
  });

  it('has only one valid link at a time', async () => {
    const user = await anonymous();
    const [first, second] = [await requestUpgrade(user, newAddress()), await requestUpgrade(user, newAddress())];
    expectProblem(await confirm({ token: first.token }), 'one_time.not_valid', 401);
    expect((await confirm({ token: second.token })).status).toBe(200);
  });
});
