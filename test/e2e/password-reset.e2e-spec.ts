import { request } from 'node:http';
import { expectProblem } from '@test/support/expect-problem';
import type { ArrivedMail } from '@test/support/mail-server';
import { setUpApp } from '@test/support/second-factor';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { faultsOf } from '@test/support/two-nodes';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const NEW_PASSWORD = 'eleven quiet harbour lights';
const ASK = '/v1/recovery/password';
const CONFIRM = '/v1/recovery/password/confirm';

describe('A new password', () => {
  let nodes: NodesWithMail;

  beforeAll(async () => {
    nodes = await startWithMail();
  });
  afterAll(() => nodes.stop());

  /** A user whose verification mail has been read. */
  const someone = async (more: object = {}): Promise<TestUser> => {
    const user = await nodes.someone(more);
    await nodes.mails.mailTo(user.email);
    return user;
  };
  const requestMail = async (email: string): Promise<ArrivedMail> => {
    expect(await nodes.post(ASK, { email })).toMatchObject({ status: 202, text: '' });
    return nodes.mails.mailTo(email);
  };
  const login = (email: string, password: string) => nodes.post('/v1/auth/login', { email, password });

  it('is set with the link in the mail: all sessions end, and the old password is invalid', async () => {
    const user = await someone();
    const mail = await requestMail(user.email);
    expect(mail.subject).toBe('Reset your userkeep password');
    expect(mail.recipients).toEqual([user.email]);
    expect(mail.links).toEqual([expect.stringMatching(/^http:\/\/localhost:3000\/reset-password#token=uko_/)]);
    const answer = await nodes.post(CONFIRM, { token: mail.token, newPassword: NEW_PASSWORD }, undefined, nodes.other);
    expect(answer).toMatchObject({ status: 204, text: '' });
    for (const node of [nodes.api, nodes.other])
      expectProblem(await nodes.read(user, '/v1/me', node), 'access.session_ended', 401);
    expect((await nodes.post('/v1/auth/refresh', { refreshToken: user.refreshToken })).status).toBe(401);
    expect((await login(user.email, PASSWORD)).status).toBe(401);
    expect((await login(user.email, NEW_PASSWORD)).body.user).toMatchObject({ id: user.id, emailVerified: true });
    expect((await nodes.mails.mailTo(user.email)).subject).toBe('Your userkeep password was changed');
  });

  it('is set with the code, typed as phones write it', async () => {
    const user = await someone();
    const { code } = await requestMail(user.email);
    expect(code).toMatch(/^\d{4} \d{4}$/);
    const typed = `${code?.replace(' ', '\u2013')} `;
    const answer = await nodes.post(CONFIRM, {
      email: user.email.toUpperCase(),
      code: typed,
      newPassword: NEW_PASSWORD,
    });
    expect(answer.status).toBe(204);
    expect((await login(user.email, NEW_PASSWORD)).status).toBe(200);
  });

  it('removes all credentials of a person who created the account with another person’s address', async () => {
    const attacker = await nodes.someone();
    await nodes.mails.mailTo(attacker.email);
    await setUpApp(nodes, attacker);
    await nodes.mails.mailTo(attacker.email);
    const { token } = await requestMail(attacker.email);
    expect((await nodes.post(CONFIRM, { token, newPassword: NEW_PASSWORD })).status).toBe(204);
    expectProblem(await nodes.read(attacker, '/v1/me', nodes.other), 'access.session_ended', 401);
    // No code of the other person's app is required.
    expect((await login(attacker.email, NEW_PASSWORD)).body.user).toMatchObject({
      id: attacker.id,
      emailVerified: true,
    });
  });

  it.each(['link', 'code'] as const)('is set once with a %s by 20 concurrent requests on two nodes', async (kind) => {
    const user = await someone();
    const { token, code } = await requestMail(user.email);
    const proof = kind === 'link' ? { token } : { email: user.email, code };
    expect(await nodes.twentyAtOnce(CONFIRM, { ...proof, newPassword: NEW_PASSWORD })).toEqual({ 204: 1, 401: 19 });
    expectProblem(await nodes.post(CONFIRM, { token, newPassword: NEW_PASSWORD }), 'one_time.not_valid', 401);
  });

  it('is rejected when the link is sent with the address of another account, and does not use up the link', async () => {
    const [one, other] = [await someone(), await someone()];
    const { token } = await requestMail(one.email);
    const confirm = (email: string) => nodes.post(CONFIRM, { token, email, newPassword: NEW_PASSWORD });
    expectProblem(await confirm(other.email), 'one_time.not_valid', 401);
    expectProblem(await confirm('unknown@example.org'), 'one_time.not_valid', 401);
    for (const { email } of [one, other]) expect((await login(email, PASSWORD)).status).toBe(200);
    expect((await confirm(one.email.toUpperCase())).status).toBe(204);
  });

  it('is set only with the newest link', async () => {
    const { email } = await someone();
    const [first, second] = [await requestMail(email), await requestMail(email)];
    expectProblem(
      await nodes.post(CONFIRM, { token: first.token, newPassword: NEW_PASSWORD }),
      'one_time.not_valid',
      401,
    );
    expect((await nodes.post(CONFIRM, { token: second.token, newPassword: NEW_PASSWORD })).status).toBe(204);
  });

  it('must meet the policy, and a rejected one does not use up the token', async () => {
    const user = await someone({ username: 'harbourmaster' });
    const { token } = await requestMail(user.email);
    const short = await nodes.post(CONFIRM, { token, newPassword: 'short' });
    expect(faultsOf(short)).toEqual([422, '/newPassword auth.password_too_short']);
    const own = await nodes.post(CONFIRM, { token, newPassword: 'harbourmasterharbourmaster' });
    expect(faultsOf(own)).toEqual([422, '/newPassword auth.password_contains_personal_info']);
    expect((await nodes.post(CONFIRM, { token, newPassword: NEW_PASSWORD })).status).toBe(204);
  });

  it('requires either a token, or a code with its address', async () => {
    const faults = async (given: object) =>
      faultsOf(await nodes.post(CONFIRM, { newPassword: NEW_PASSWORD, ...given }));
    expect(await faults({})).toEqual([422, '/token one_time.token_or_code']);
    expect(await faults({ token: 'uko_x', code: '12345678' })).toEqual([422, '/token one_time.token_or_code']);
    expect(await faults({ code: '12345678' })).toEqual([422, '/email one_time.code_without_email']);
    expect(await faults({ code: '12345678', email: 'a@b, c@d' })).toEqual([422, '/email one_time.bad_email']);
    expect(faultsOf(await nodes.post(ASK, { email: 'a@x.org, evil@y.org' }))).toEqual([
      422,
      '/email one_time.bad_email',
    ]);
  });

  it('cannot be set with the code after five wrong codes, but still with the link', async () => {
    const { email } = await someone();
    const { token, code } = await requestMail(email);
    const wrong = code === '0000 0000' ? '1111 1111' : '0000 0000';
    for (let n = 0; n < 5; n++) {
      expectProblem(
        await nodes.post(CONFIRM, { email, code: wrong, newPassword: NEW_PASSWORD }),
        'one_time.not_valid',
        401,
      );
    }
    expect((await nodes.post(CONFIRM, { email, code, newPassword: NEW_PASSWORD })).status).toBe(401);
    expect((await nodes.post(CONFIRM, { token, newPassword: NEW_PASSWORD })).status).toBe(204);
  });

  it.each([
    [
      'the password',
      (user: TestUser) =>
        nodes.post('/v1/me/password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }, user.token),
    ],
    [
      'the address, by an administrator',
      (user: TestUser) => nodes.patch(nodes.admin, `/v1/admin/users/${user.id}`, { email: `moved-${user.email}` }),
    ],
    [
      'the state of the account',
      (user: TestUser) => nodes.post(`/v1/admin/users/${user.id}/suspend`, { reason: 'test' }, nodes.admin.token),
    ],
  ])('is not set with a link from before a change of %s', async (_what, change) => {
    const user = await someone();
    const { token } = await requestMail(user.email);
    expect((await change(user)).status).toBeLessThan(300);
    expectProblem(await nodes.post(CONFIRM, { token, newPassword: NEW_PASSWORD }), 'one_time.not_valid', 401);
  });

  it('is not offered for a suspended account or an unknown address', async () => {
    const user = await someone();
    await nodes.post(`/v1/admin/users/${user.id}/suspend`, { reason: 'test' }, nodes.admin.token);
    const unaffected = await someone();
    const before = nodes.mails.arrived.length;
    for (const email of [user.email, 'unknown@example.com'])
      expect((await nodes.post(ASK, { email })).status).toBe(202);
    // These requests are answered within a second or two, and their deferred work is done by then.
    await requestMail(unaffected.email);
    await nodes.untilIdle();
    expect(nodes.mails.arrived.length).toBe(before + 1);
  });

  it('can be requested five times an hour, and the last link stays valid', async () => {
    const { email } = await someone();
    const mails = [];
    for (let n = 0; n < 5; n++) mails.push(await requestMail(email));
    await nodes.post(ASK, { email });
    await nodes.untilIdle();
    expect(nodes.mails.mailsTo(email)).toHaveLength(1 + 5);
    expect((await nodes.post(CONFIRM, { token: mails[4]?.token, newPassword: NEW_PASSWORD })).status).toBe(204);
  });

  it("is set with a link to the product's own URL, whatever URL the request was sent to", async () => {
    const { email } = await someone();
    const { port } = new URL(nodes.api.url);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'content-type': 'application/json' };
      const call = request({ port, path: ASK, method: 'POST', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      call.on('error', reject).end(JSON.stringify({ email }));
    });
    expect(status).toBe(202);
    const mail = await nodes.mails.mailTo(email);
    expect(mail.links).toEqual([expect.stringMatching(/^http:\/\/localhost:3000\/reset-password#token=/)]);
    expect(mail.text + mail.html).not.toContain('evil.example');
  });

  it('can be set for an account that never had one', async () => {
    const { body } = await nodes.post(
      '/v1/admin/users',
      { email: 'invited@example.com', locale: 'de' },
      nodes.admin.token,
    );
    const mail = await requestMail('invited@example.com');
    expect(mail.subject).toBe('Setzen Sie Ihr Passwort für userkeep zurück');
    expect((await nodes.post(CONFIRM, { token: mail.token, newPassword: NEW_PASSWORD })).status).toBe(204);
    expect((await login('invited@example.com', NEW_PASSWORD)).body.user.id).toBe(body.id);
  });

  it('unlocks the account for its owner after attackers have caused a lockout', async () => {
    const user = await someone();
    await nodes.database.write('DELETE FROM auth_known_network');
    for (let n = 0; n < 60; n++) {
      const headers = { 'x-forwarded-for': `10.9.${n}.1` };
      await nodes.api.call('POST', '/v1/auth/login', {
        body: { email: user.email, password: 'wrong wrong wrong' },
        headers,
      });
    }
    const locked = await login(user.email, PASSWORD);
    expectProblem(locked, 'auth.too_many_attempts', 429);
    const { token } = await requestMail(user.email);
    await nodes.post(CONFIRM, { token, newPassword: NEW_PASSWORD });
    expect((await login(user.email, NEW_PASSWORD)).status).toBe(200);
  });

  it('lets a user with too many failed attempts sign in from the same network afterwards', async () => {
    const user = await someone();
    const wrong = () => login(user.email, 'wrong wrong wrong');
    for (let n = 0; n < 10; n++) await wrong();
    expectProblem(await wrong(), 'auth.too_many_attempts', 429);
    const { token } = await requestMail(user.email);
    await nodes.post(CONFIRM, { token, newPassword: NEW_PASSWORD });
    expect((await login(user.email, NEW_PASSWORD)).status).toBe(200);
  });
});
