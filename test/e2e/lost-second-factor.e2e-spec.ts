import { idToBytes } from '@platform/ids/ids';
import { expectProblem } from '@test/support/expect-problem';
import { secondFactorOn, setUpApp, type UserWithApp } from '@test/support/second-factor';
import { PASSWORD, type Answer, type TestUser } from '@test/support/test-api';
import { untilWaiting } from '@test/support/waiting-statements';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

describe('A second factor that is lost', () => {
  let nodes: NodesWithMail;
  let secondFactor: ReturnType<typeof secondFactorOn>;
  let helper: TestUser;

  beforeAll(async () => {
    nodes = await startWithMail();
    secondFactor = secondFactorOn(nodes);
    const role = { name: 'helper', description: 'Helps', permissions: ['second-factors.remove'] };
    expect((await nodes.post('/v1/admin/roles', role, nodes.admin.token)).status).toBe(201);
    helper = await nodes.someone();
    await setRoles(helper, ['helper']);
  });
  afterAll(() => nodes.stop());

  const setRoles = async (user: TestUser, roles: string[]) => {
    const body = { roles };
    const path = `/v1/admin/users/${user.id}/roles`;
    expect((await nodes.api.call('PUT', path, { token: nodes.admin.token, body })).status).toBe(200);
  };
  const remove = (id: string, token = helper.token) => nodes.api.call('DELETE', `/v1/admin/users/${id}/mfa`, { token });
  const isRequired = async (user: TestUser) => (await secondFactor.login(user)).body.mfaRequired === true;

  it('is removed by an administrator: the password alone is enough, all sessions end, and the user is notified', async () => {
    const user = await secondFactor.someone();
    expect((await remove(user.id)).status).toBe(204);
    for (const node of [nodes.api, nodes.other]) {
      expectProblem(await nodes.read(user, '/v1/me', node), 'access.session_ended', 401);
    }
    const { body } = await secondFactor.login(user);
    expect(body.accessToken).toBeDefined();
    const mail = await nodes.mails.mailTo(user.email);
    expect(mail.subject).toBe('Two-factor authentication was turned off for your userkeep account');
    expect(mail.text).toContain('An administrator of userkeep removed');
    const { body: log } = await nodes.read(
      nodes.admin,
      `/v1/admin/audit?subjectId=${user.id}&action=auth.second_factor_removed`,
    );
    expect(log.items).toMatchObject([{ actorId: helper.id, actorKind: 'user' }]);
  });

  it('invalidates recovery codes, pending MFA challenges and trusted devices', async () => {
    const user = await secondFactor.someone();
    const { mfaToken } = (await secondFactor.login(user)).body;
    const trusted = await secondFactor.show(mfaToken, await user.app.freshCode(), { trustDevice: true });
    const { deviceToken } = trusted.body;
    expect(deviceToken).toBeDefined();
    const pendingToken = await secondFactor.mfaTokenOf(user);
    expect((await remove(user.id)).status).toBe(204);
    expectProblem(await secondFactor.recover(pendingToken, user.app.recoveryCodes[0]), 'one_time.not_valid', 401);
    const again = { ...user, token: (await secondFactor.login(user)).body.accessToken as string };
    expect((await nodes.read(again, '/v1/me/mfa/recovery-codes')).body).toEqual({ left: 0, createdAt: null });
    await setUpApp(nodes, again);
    expect((await secondFactor.login(user, { deviceToken })).body.mfaRequired).toBe(true);
    expectProblem(
      await secondFactor.recover(await secondFactor.mfaTokenOf(user), user.app.recoveryCodes[1]),
      'auth.wrong_code',
      401,
    );
  });

  it.each([
    ['creates no recovery codes', 'POST', '/v1/me/mfa/recovery-codes'],
    ['starts no other setup', 'POST', '/v1/me/mfa/totp'],
    ['removes nothing', 'DELETE', '/v1/me/mfa/totp'],
  ])('%s for a pending request of the user', async (_what, method, path) => {
    const user = await secondFactor.someone();
    let removed: Promise<Answer> | undefined;
    let answer: Promise<Answer> | undefined;
    await nodes.database.transactions.run(async () => {
      await nodes.database.row('SELECT id FROM users_account WHERE id = ? FOR UPDATE', [idToBytes(user.id)]);
      removed = remove(user.id);
      await untilWaiting(nodes.database, 1);
      answer = nodes.api.call(method, path, { token: user.token });
      await untilWaiting(nodes.database, 2);
    });
    expect((await removed)?.status).toBe(204);
    expectProblem((await answer) as Answer, 'access.session_ended', 401);
    const again = (await secondFactor.login(user)).body.accessToken as string;
    const { body } = await nodes.api.call('GET', '/v1/me/mfa/recovery-codes', { token: again });
    expect(body.left).toBe(0);
  });

  it('is not removed if there is none, nor for an unknown user', async () => {
    const user = await nodes.someone();
    expectProblem(await remove(user.id), 'auth.totp_not_enabled', 409);
    await nodes.post('/v1/me/mfa/totp', undefined, user.token);
    expectProblem(await remove(user.id), 'auth.totp_not_enabled', 409);
    expect((await nodes.read(user, '/v1/me')).status).toBe(200);
    expectProblem(await remove('018f3c1e-0000-7000-8000-000000000000'), 'request.not_found', 404);
  });

  it('is not removed from an account with more permissions than the administrator', async () => {
    const user: UserWithApp = await secondFactor.someone();
    await setRoles(user, ['admin']);
    expectProblem(await remove(user.id), 'users.account_has_more_rights', 403);
    expect(await isRequired(user)).toBe(true);
    await setRoles(user, ['helper']);
    expect((await remove(user.id)).status).toBe(204);
  });

  it('is removed only after step-up authentication, and not with an API key', async () => {
    const user = await secondFactor.someone();
    const made = { name: 'desk', permissions: ['second-factors.remove'] };
    const { key } = (await nodes.post('/v1/admin/api-keys', made, nodes.admin.token)).body;
    expectProblem(await remove(user.id, key), 'access.api_key_not_allowed', 403);
    await secondFactor.ageSession(helper);
    expectProblem(await remove(user.id), 'access.step_up_required', 403);
    expect(await isRequired(user)).toBe(true);
    await nodes.post('/v1/me/step-up', { password: PASSWORD }, helper.token);
    expect((await remove(user.id)).status).toBe(204);
    expect(await isRequired(user)).toBe(false);
  });
});
