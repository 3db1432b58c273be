import { DueErasures } from '@features/privacy/erasure/run/due-erasures';
import { idToBytes } from '@platform/ids/ids';
import { momentIn } from '@platform/text/moment.rule';
import { expectProblem } from '@test/support/expect-problem';
import { PASSWORD, type TestApi, type TestUser } from '@test/support/test-api';
import { exportOf } from '@test/support/user-data';
import { until } from '@test/support/two-nodes';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

describe('The deletion of an account by its user', () => {
  let nodes: NodesWithMail;

  beforeAll(async () => {
    nodes = await startWithMail({ DELETION_GRACE_DAYS: '7' });
  });
  afterAll(() => nodes.stop());

  const requestDeletion = (user: TestUser) => nodes.api.call('DELETE', '/v1/me', { token: user.token });
  const restore = (token: string, node?: TestApi) => nodes.post('/v1/recovery/account', { token }, undefined, node);
  const linkFor = async ({ email }: TestUser): Promise<string> => {
    await nodes.untilIdle();
    const mail = nodes.mails.mailsTo(email).find(({ subject }) => subject.includes('will be deleted'));
    return mail?.token as string;
  };
  const signIn = ({ email }: TestUser, node = nodes.api) =>
    node.call('POST', '/v1/auth/login', { body: { email, password: PASSWORD } });
  const deleted = async (more = {}): Promise<TestUser> => {
    const user = await nodes.someone(more);
    expect((await requestDeletion(user)).status).toBe(202);
    return user;
  };
  const endGracePeriod = (user: TestUser) =>
    nodes.database.write('UPDATE privacy_erasure SET erasure_at = UTC_TIMESTAMP(3) WHERE user_id = ?', [
      idToBytes(user.id),
    ]);

  it('answers with the end of the grace period, which the mail names too', async () => {
    const user = await nodes.someone();
    const answer = await requestDeletion(user);
    expect(answer.status).toBe(202);
    const days = (Date.parse(answer.body.erasureAt) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(7, 2);
    const moment = momentIn('en', new Date(answer.body.erasureAt));
    // The mail that verifies the address can arrive before or after it.
    await until(async () =>
      nodes.mails.mailsTo(user.email).some(({ text }) => text.includes(`will be deleted on ${moment}`)),
    );
  });

  it('requires recent step-up authentication and a session', async () => {
    const user = await nodes.someone();
    await nodes.database.write(
      "UPDATE auth_session SET stepped_up_at = '2020-01-01', created_at = '2020-01-01' WHERE user_id = ?",
      [idToBytes(user.id)],
    );
    expectProblem(await requestDeletion(user), 'access.step_up_required', 403);
    expect((await nodes.read(user, '/v1/me')).body.state).toBe('active');
  });

  it('signs the user out and hides the account at once, on every node', async () => {
    const [viewer, user] = [await nodes.someone(), await nodes.someone({ username: 'vanishing' })];
    const second = await nodes.api.login(user.email);
    const key = (
      await nodes.post('/v1/me/api-keys', { name: 'robot', scopes: ['profile:read'], expiresInDays: 5 }, user.token)
    ).body.key as string;
    const seen = async (node: TestApi): Promise<Record<string, number>> => ({
      session: (await nodes.read(user, '/v1/me', node)).status,
      otherSession: (await nodes.read(second, '/v1/me', node)).status,
      refresh: (await nodes.post('/v1/auth/refresh', { refreshToken: second.refreshToken }, undefined, node)).status,
      apiKey: (await nodes.read({ ...user, token: key }, '/v1/me', node)).status,
      profile: (await nodes.read(viewer, `/v1/users/${user.id}`, node)).status,
      found: (await nodes.read(viewer, '/v1/users?username=vanishing', node)).body.items.length,
    });
    expect(await seen(nodes.other)).toMatchObject({
      session: 200,
      otherSession: 200,
      apiKey: 200,
      profile: 200,
      found: 1,
    });
    await requestDeletion(user);
    const gone = { session: 401, otherSession: 401, refresh: 401, apiKey: 401, profile: 404, found: 0 };
    expect(await seen(nodes.other)).toEqual(gone);
    expect(await seen(nodes.api)).toEqual(gone);
    for (const node of [nodes.api, nodes.other]) expectProblem(await signIn(user, node), 'auth.account_closed', 403);
    const { state } = (await nodes.read(nodes.admin, `/v1/admin/users/${user.id}`)).body;
    expect(state).toBe('closed');
    const listed = await nodes.read(nodes.admin, '/v1/admin/users?state=closed');
    expect(listed.body.items.map(({ id }: TestUser) => id)).toContain(user.id);
  });

  it('is undone by the mailed link: the export is the same but for the deletion and its sessions', async () => {
    const user = await nodes.someone({ username: 'returning', displayName: 'Returning' });
    await nodes.patch(user, '/v1/me/personal', { givenName: 'Ada', attributes: {} });
    await nodes.patch(user, '/v1/me/preferences/ui', { theme: 'dark' });
    await nodes.post('/v1/me/api-keys', { name: 'robot', scopes: ['profile:read'], expiresInDays: 5 }, user.token);
    await nodes.untilIdle();
    const before = await exportOf(nodes.api.app, user.id);
    await requestDeletion(user);
    await nodes.untilIdle();
    const token = await linkFor(user);
    expect((await restore(token, nodes.other)).status).toBe(204);
    expect(withoutDeletion(await exportOf(nodes.api.app, user.id))).toEqual(withoutDeletion(before));
    expect((await signIn(user)).status).toBe(200);
    expectProblem(await restore(token), 'one_time.not_valid', 401);
  });

  it('is not undone by an unknown token, by the token of another purpose, or twice at once', async () => {
    const user = await deleted();
    await nodes.untilIdle();
    const unknown = await restore(`uko_${'A'.repeat(43)}`);
    expectProblem(unknown, 'one_time.not_valid', 401);
    const token = await linkFor(user);
    expect(await nodes.twentyAtOnce('/v1/recovery/account', { token })).toEqual({ 204: 1, 401: 19 });
    expect((await nodes.read(nodes.admin, `/v1/admin/users/${user.id}`)).body.state).toBe('active');
  });

  it('cannot be undone once the erasure has begun, and leaves no account', async () => {
    const user = await deleted();
    await nodes.untilIdle();
    const token = await linkFor(user);
    await endGracePeriod(user);
    await nodes.api.app.get(DueErasures).beginDue();
    expectProblem(await restore(token), 'one_time.not_valid', 401);
    await nodes.untilIdle();
    expect((await nodes.read(nodes.admin, `/v1/admin/users/${user.id}`)).status).toBe(404);
    expectProblem(await signIn(user), 'auth.wrong_credentials', 401);
    expect((await nodes.post('/v1/auth/register', { email: user.email, password: PASSWORD })).status).toBe(201);
  });

  it('stays a suspension if the account was suspended before', async () => {
    const user = await nodes.someone();
    const { token } = nodes.admin;
    await nodes.post(`/v1/admin/users/${user.id}/suspend`, { reason: 'Spam.' }, token);
    await nodes.api.call('DELETE', `/v1/admin/users/${user.id}`, { token, body: {} });
    expectProblem(
      await nodes.post(`/v1/admin/users/${user.id}/suspend`, { reason: 'More.' }, token),
      'users.account_closed',
      409,
    );
    await nodes.untilIdle();
    expect((await restore(await linkFor(user))).status).toBe(204);
    const account = (await nodes.read(nodes.admin, `/v1/admin/users/${user.id}`)).body;
    expect(account).toMatchObject({ state: 'suspended', suspension: { reason: 'Spam.' } });
  });

  it('is refused for the last administrator', async () => {
    const admin = await nodes.api.login(nodes.admin.email);
    expectProblem(await requestDeletion(admin), 'roles.last_administrator', 409);
  });
});

/** Leaves out what the deletion itself changes: its record, events and mail, and the end of sessions and links. */
function withoutDeletion(exported: Record<string, any>): object {
  const { 'privacy.erasures': _, mail, 'auth.sessions': sessions, 'one-time': _links, events, ...others } = exported;
  return {
    ...others,
    mail: mail?.mail.filter(({ kind }: { kind: string }) => kind !== 'privacy.deletion_requested'),
    sessions: sessions.session.map(({ endedAt: _at, endReason: _why, ...session }: Record<string, unknown>) => session),
    events: events.activity.filter(
      ({ action }: { action: string }) =>
        ![
          'privacy.deletion_requested',
          'privacy.deletion_cancelled',
          'users.state_changed',
          'auth.sessions_ended',
        ].includes(action),
    ),
  };
}
