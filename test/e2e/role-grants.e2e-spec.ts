import { ADMIN_ROLE, RoleHolders, RoleRepository } from '@features/access';
import { Database } from '@platform/persistence/database';
import { expectProblem } from '@test/support/expect-problem';
import { TestApi, type Answer, type TestUser } from '@test/support/test-api';
import { untilWaiting } from '@test/support/waiting-statements';

describe('A request that grants rights', () => {
  let api: TestApi;
  let other: TestApi;
  let admin: TestUser;

  beforeAll(async () => {
    api = await TestApi.start();
    other = await api.secondNode();
    admin = await api.administrator();
  });
  afterAll(async () => {
    await other.stop();
    await api.stop();
  });

  const give = (user: TestUser, roles: string[], by = admin, node = api) =>
    node.call('PUT', `/v1/admin/users/${user.id}/roles`, { token: by.token, body: { roles } });
  /** Sends requests that wait for a lock on the roles, changes something meanwhile, and returns the responses. */
  const whileRolesAreLocked = async (send: () => Promise<Answer>[], change: () => Promise<void>): Promise<Answer[]> => {
    const { transactions } = api.app.get(Database);
    let sent: Promise<Answer>[] = [];
    await transactions.run(async () => {
      await api.app.get(RoleRepository).lock(ADMIN_ROLE);
      sent = send();
      await untilWaiting(api.app.get(Database), sent.length, 'access_role');
      await change();
    });
    return Promise.all(sent);
  };

  it('grants no role with rights that were taken away while the request waited', async () => {
    const demoted = await api.register('demoted');
    await give(demoted, ['admin']);
    const attempts = await whileRolesAreLocked(
      () => [give(demoted, ['admin'], demoted, other), give(admin, ['admin', 'support'], demoted)],
      () => api.app.get(RoleHolders).replace(demoted.id, []),
    );
    for (const attempt of attempts) expectProblem(attempt, 'access.not_allowed', 403);
    expect((await api.call('GET', `/v1/admin/users/${demoted.id}/roles`, { token: admin.token })).body.roles).toEqual(
      [],
    );
  });

  it('grants no role and no permissions in a session that was ended while the request waited', async () => {
    const thief = await api.register('thief');
    await give(thief, ['admin']);
    const { token } = await api.login(thief.email);
    const attempts = await whileRolesAreLocked(
      () => [
        give(thief, ['admin', 'support'], thief, other),
        other.call('POST', '/v1/admin/roles', {
          token: thief.token,
          body: { name: 'hidden-door', description: '', permissions: ['roles.write'] },
        }),
        api.call('POST', '/v1/admin/api-keys', {
          token: thief.token,
          body: { name: 'back door', permissions: ['roles.read'] },
        }),
      ],
      async () => {
        expect((await api.call('DELETE', '/v1/me/sessions', { token })).status).toBe(204);
      },
    );
    for (const attempt of attempts) expectProblem(attempt, 'access.session_ended', 401);
  });

  it('changes no role of an account that has a permission which the caller lacks', async () => {
    const role = { name: 'role-clerk', description: '', permissions: ['roles.read', 'roles.write', 'audit.read'] };
    await api.call('POST', '/v1/admin/roles', { token: admin.token, body: role });
    await api.call('POST', '/v1/admin/roles', {
      token: admin.token,
      body: { name: 'listed', description: '', permissions: [], claims: { plan: 'banned' } },
    });
    const [clerk, boss, user] = [await api.register('clerk'), await api.register('boss'), await api.register('led')];
    await give(clerk, ['role-clerk']);
    await give(boss, ['admin']);
    expectProblem(await give(boss, ['admin', 'listed'], clerk), 'users.account_has_more_rights', 403);
    expect((await give(user, ['listed'], clerk)).status).toBe(200);
  });
});
