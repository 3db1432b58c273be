import { expectProblem } from '@test/support/expect-problem';
import type { ArrivedMail } from '@test/support/mail-server';
import type { TestUser } from '@test/support/test-api';
import { faultsOf } from '@test/support/two-nodes';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const ASK = '/v1/recovery/email';
const CONFIRM = '/v1/recovery/email/confirm';

describe('The verification of an email address', () => {
  let nodes: NodesWithMail;

  beforeAll(async () => {
    nodes = await startWithMail();
  });
  afterAll(() => nodes.stop());

  const someone = async (): Promise<{ user: TestUser; first: ArrivedMail }> => {
    const user = await nodes.someone();
    return { user, first: await nodes.mails.mailTo(user.email) };
  };
  const isProven = async (user: TestUser) => (await nodes.read(user, '/v1/me', nodes.other)).body.emailVerified;

  it('is requested after a registration and completed with the link', async () => {
    const { user, first } = await someone();
    expect(first.subject).toBe('Confirm your email address');
    expect(await isProven(user)).toBe(false);
    expect((await nodes.post(CONFIRM, { token: first.token })).status).toBe(204);
    expect(await isProven(user)).toBe(true);
  });

  it('is completed with the code alone by the signed-in user, and with the address by others', async () => {
    const [one, other] = [await someone(), await someone()];
    expect((await nodes.post(CONFIRM, { code: one.first.code }, one.user.token)).status).toBe(204);
    expect(faultsOf(await nodes.post(CONFIRM, { code: other.first.code }))).toEqual([
      422,
      '/email one_time.code_without_email',
    ]);
    expect((await nodes.post(CONFIRM, { email: other.user.email, code: other.first.code })).status).toBe(204);
    expect([await isProven(one.user), await isProven(other.user)]).toEqual([true, true]);
  });

  it('is not completed with the code of another user', async () => {
    const [one, other] = [await someone(), await someone()];
    const answer = await nodes.post(CONFIRM, { code: one.first.code }, other.user.token);
    expectProblem(answer, 'one_time.not_valid', 401);
    expect([await isProven(one.user), await isProven(other.user)]).toEqual([false, false]);
  });

  it('is not completed with a link and the address of another account', async () => {
    const [one, other] = [await someone(), await someone()];
    const confirm = (email: string) => nodes.post(CONFIRM, { token: one.first.token, email });
    expectProblem(await confirm(other.user.email), 'one_time.not_valid', 401);
    expect([await isProven(one.user), await isProven(other.user)]).toEqual([false, false]);
    expect((await confirm(one.user.email)).status).toBe(204);
  });

  it.each(['link', 'code'] as const)(
    'is completed once with a %s by 20 concurrent requests on two nodes',
    async (kind) => {
      const { user, first } = await someone();
      const proof = kind === 'link' ? { token: first.token } : { email: user.email, code: first.code };
      expect(await nodes.twentyAtOnce(CONFIRM, proof)).toEqual({ 204: 1, 401: 19 });
    },
  );

  it('can be requested again, signed in or with the address; only the newest one is valid', async () => {
    const { user, first } = await someone();
    expect((await nodes.post(ASK, {}, user.token)).status).toBe(202);
    const second = await nodes.mails.mailTo(user.email);
    expect((await nodes.post(ASK, { email: user.email })).status).toBe(202);
    const third = await nodes.mails.mailTo(user.email);
    for (const { token } of [first, second])
      expectProblem(await nodes.post(CONFIRM, { token }), 'one_time.not_valid', 401);
    expect((await nodes.post(CONFIRM, { token: third.token })).status).toBe(204);
  });

  it('is not mailed to a verified or an unknown address', async () => {
    const { user, first } = await someone();
    await nodes.post(CONFIRM, { token: first.token });
    for (const email of [user.email, 'unknown@example.com'])
      expect(await nodes.post(ASK, { email })).toMatchObject({ status: 202, text: '' });
    expect((await nodes.post(ASK, {}, user.token)).status).toBe(202);
    await nodes.untilIdle();
    expect(nodes.mails.mailsTo(user.email)).toHaveLength(1);
    expect(nodes.mails.mailsTo('unknown@example.com')).toHaveLength(0);
  });

  it('is invalid for an address that was set later', async () => {
    const { user, first } = await someone();
    await nodes.patch(nodes.admin, `/v1/admin/users/${user.id}`, { email: `moved-${user.email}` });
    expectProblem(await nodes.post(CONFIRM, { token: first.token }), 'one_time.not_valid', 401);
    expect(await isProven(user)).toBe(false);
  });

  it('requires a valid session or an address', async () => {
    const { user } = await someone();
    expectProblem(await nodes.post(ASK, {}, 'x.y.z'), 'access.token_invalid', 401);
    expect(faultsOf(await nodes.post(ASK, {}))).toEqual([422, '/email recovery.email_or_sign_in']);
    await nodes.post('/v1/auth/logout', undefined, user.token);
    expectProblem(await nodes.post(ASK, {}, user.token), 'access.session_ended', 401);
  });
});
