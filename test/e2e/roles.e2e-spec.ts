import { FirstAdministrator } from '@features/auth';
import { Database } from '@platform/persistence/database';
import type { UserId } from '@platform/ids/ids';
import { PASSWORD, TestApi, type TestUser } from '@test/support/test-api';

describe('Authorization', () => {
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
  const search = (token: string, node = api) => node.call('GET', '/v1/admin/audit', { token });

  it('lets the setup token create exactly one administrator, even with concurrent requests', async () => {
    const { token } = await api.app.get(FirstAdministrator).invite();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 ? api : other).call('POST', '/v1/auth/first-administrator', {
          body: { token, email: `first${i}@example.com`, password: PASSWORD },
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
      new Set(['auth.setup_token_invalid']),
    );
    const winner = answers.find(({ status }) => status === 201)?.body.user;
    expect(winner.roles).toEqual(['admin']);
    expect((await give({ ...admin, id: winner.id }, [])).status).toBe(200);
  });

  it('denies by default: a user without a role reaches no admin route', async () => {
    const user = await api.register('plain');
    for (const [method, path] of [
      ['GET', '/v1/admin/roles'],
      ['GET', '/v1/admin/audit'],
      ['POST', `/v1/admin/users/${admin.id}/suspend`],
    ] as const) {
      const answer = await api.call(method, path, {
        token: user.token,
        ...(method === 'POST' && { body: { reason: 'x' } }),
      });
      expect(answer.body.code).toBe('access.not_allowed');
    }
  });

  it('grants and removes permissions from the next request on, on every node, with the old token', async () => {
    const user = await api.register('promoted');
    expect((await search(user.token, other)).status).toBe(403);
    expect((await give(user, ['support'])).status).toBe(200);
    for (const node of [other, api]) expect((await search(user.token, node)).status).toBe(200);
    expect((await api.call('GET', '/v1/me', { token: user.token })).body.roles).toEqual(['support']);
    expect((await give(user, [])).status).toBe(200);
    for (const node of [other, api]) expect((await search(user.token, node)).status).toBe(403);
  });

  it('applies the roles of a user on a node that starts later, to tokens issued before', async () => {
    const user = await api.register('before');
    await give(user, ['support']);
    await give(user, []);
    const revoked = await api.login(user.email);
    await api.call('POST', '/v1/auth/logout', { token: revoked.token });
    const late = await api.secondNode();
    try {
      expect((await search(user.token, late)).status).toBe(403);
      expect((await late.call('GET', '/v1/me', { token: revoked.token })).body.code).toBe('access.session_ended');
    } finally {
      await late.stop();
    }
  });

  it('applies a change of roles to tokens that were accepted before, on every node', async () => {
    const user = await api.register('let-in-often');
    const list = (node: TestApi) => node.call('GET', '/v1/admin/roles', { token: user.token });
    const statuses = async () => [(await list(api)).status, (await list(other)).status];
    for (let times = 0; times < 5; times++) expect(await statuses()).toEqual([403, 403]);
    await give(user, ['admin']);
    for (let times = 0; times < 5; times++) expect(await statuses()).toEqual([200, 200]);
    await give(user, [], admin, other);
    expect(await statuses()).toEqual([403, 403]);
  });

  it('gives custom roles exactly their permissions, and applies changes of them', async () => {
    const user = await api.register('custom');
    const role = { name: 'auditor', description: 'Reads the log', permissions: ['audit.read'] };
    expect((await api.call('POST', '/v1/admin/roles', { token: admin.token, body: role })).status).toBe(201);
    expect((await api.call('POST', '/v1/admin/roles', { token: admin.token, body: role })).body.code).toBe(
      'roles.exists',
    );
    expect((await give(user, ['auditor'])).status).toBe(200);
    expect((await search(user.token, other)).status).toBe(200);
    expect((await other.call('GET', '/v1/admin/roles', { token: user.token })).status).toBe(403);
    const change = await api.call('PATCH', '/v1/admin/roles/auditor', {
      token: admin.token,
      body: { permissions: ['roles.read'] },
    });
    expect(change.status).toBe(200);
    expect((await search(user.token, other)).status).toBe(403);
    expect((await other.call('GET', '/v1/admin/roles', { token: user.token })).status).toBe(200);
    expect((await api.call('DELETE', '/v1/admin/roles/auditor', { token: admin.token })).body.code).toBe(
      'roles.in_use',
    );
    await give(user, []);
    expect((await api.call('DELETE', '/v1/admin/roles/auditor', { token: admin.token })).status).toBe(204);
  });

  it('does not return roles of unknown users', async () => {
    const rolesOf = (id: string) => api.call('GET', `/v1/admin/users/${id}/roles`, { token: admin.token });
    expect((await rolesOf('01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f')).status).toBe(404);
    expect((await rolesOf((await api.register('without-roles')).id)).body).toEqual({ roles: [] });
  });

  it('rejects unknown roles and permissions, changes of built-in roles, and unknown users', async () => {
    const user = await api.register('unlucky');
    expect((await give(user, ['emperor'])).body).toMatchObject({
      code: 'roles.unknown',
      detail: 'There is no role named `emperor`. Create it first, or use an existing role.',
    });
    expect((await give({ ...user, id: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' as UserId }, ['support'])).status).toBe(
      404,
    );
    const role = { name: 'odd-one', description: 'x', permissions: ['no.such'] };
    const answer = await api.call('POST', '/v1/admin/roles', { token: admin.token, body: role });
    expect(answer.body.errors[0]).toMatchObject({ pointer: '/permissions/0', code: 'roles.unknown_permission' });
    for (const method of ['PATCH', 'DELETE']) {
      const built = await api.call(method, '/v1/admin/roles/admin', {
        token: admin.token,
        body: { description: 'mine' },
      });
      expect(built.body.code).toBe('roles.built_in');
    }
  });

  it('does not let users grant or remove permissions that they do not have', async () => {
    const [manager, friend] = [await api.register('manager'), await api.register('friend')];
    await api.call('POST', '/v1/admin/roles', {
      token: admin.token,
      body: { name: 'role-manager', description: 'x', permissions: ['roles.read', 'roles.write'] },
    });
    await give(manager, ['role-manager']);
    expect((await give(friend, ['admin'], manager)).body.code).toBe('roles.exceeds_own_permissions');
    expect((await give(manager, ['role-manager', 'admin'], manager)).body.code).toBe('roles.exceeds_own_permissions');
    expect((await give(admin, [], manager)).body.code).toBe('roles.exceeds_own_permissions');
    const role = { name: 'stronger', description: 'x', permissions: ['users.suspend'] };
    expect((await api.call('POST', '/v1/admin/roles', { token: manager.token, body: role })).body.code).toBe(
      'roles.exceeds_own_permissions',
    );
    expect((await give(friend, ['role-manager'], manager)).status).toBe(200);
  });

  it('does not let administrators suspend users with more permissions', async () => {
    const guard = await api.register('guard');
    await api.call('POST', '/v1/admin/roles', {
      token: admin.token,
      body: { name: 'guard-role', description: 'x', permissions: ['users.suspend'] },
    });
    await give(guard, ['guard-role']);
    const suspend = (id: string) =>
      api.call('POST', `/v1/admin/users/${id}/suspend`, { token: guard.token, body: { reason: 'x' } });
    expect((await suspend(admin.id)).body.code).toBe('users.account_has_more_rights');
    expect((await suspend(guard.id)).body.code).toBe('auth.own_suspension');
    const user = await api.register('guarded');
    expect((await suspend(user.id)).status).toBe(204);
    const stronger = await api.administrator('suspended-admin');
    const path = `/v1/admin/users/${stronger.id}/suspend`;
    expect((await api.call('POST', path, { token: admin.token, body: { reason: 'x' } })).status).toBe(204);
    expect((await api.call('DELETE', path, { token: guard.token })).body.code).toBe('users.account_has_more_rights');
    expect((await api.call('DELETE', path, { token: admin.token })).status).toBe(204);
  });

  it('keeps one administrator when the last two repeatedly demote each other at once', async () => {
    const own = await TestApi.start();
    const second = await own.secondNode();
    try {
      const [a, b] = [await own.administrator('a-admin'), await own.administrator('b-admin')];
      const set = (who: TestUser, by: TestUser, roles: string[], node = own) =>
        node.call('PUT', `/v1/admin/users/${who.id}/roles`, { token: by.token, body: { roles } });
      for (let round = 0; round < 15; round++) {
        const answers = await Promise.all([set(a, b, []), set(b, a, [], second)]);
        const lowered = answers.filter(({ status }) => status === 200);
        expect(lowered).toHaveLength(1);
        const [left, gone] = answers[0]?.status === 200 ? [b, a] : [a, b];
        expect((await set(left, left, [])).body.code).toBe('roles.last_administrator');
        expect((await set(gone, left, ['admin'])).status).toBe(200);
      }
    } finally {
      await second.stop();
      await own.stop();
    }
  });

  it('keeps one active administrator when the last two repeatedly suspend each other at once', async () => {
    const own = await TestApi.start();
    const second = await own.secondNode();
    try {
      let pair = [await own.administrator('a-admin'), await own.administrator('b-admin')] as const;
      const suspend = (who: TestUser, by: TestUser, method = 'POST', node = own) =>
        node.call(method, `/v1/admin/users/${who.id}/suspend`, {
          token: by.token,
          ...(method === 'POST' && { body: { reason: 'x' } }),
        });
      for (let round = 0; round < 8; round++) {
        const [a, b] = pair;
        const answers = await Promise.all([suspend(a, b), suspend(b, a, 'POST', second)]);
        expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
        const [left, gone] = answers[0]?.status === 204 ? [b, a] : [a, b];
        expect((await suspend(gone, left, 'DELETE')).status).toBe(204);
        pair = [left, await own.login(gone.email)];
      }
    } finally {
      await second.stop();
      await own.stop();
    }
  });

  it('does not count a suspended administrator', async () => {
    const own = await TestApi.start();
    try {
      const [left, third] = [await own.administrator('left-admin'), await own.administrator('third-admin')];
      const suspend = (who: TestUser) =>
        own.call('POST', `/v1/admin/users/${who.id}/suspend`, { token: left.token, body: { reason: 'x' } });
      expect((await suspend(third)).status).toBe(204);
      expect((await suspend(left)).body.code).toBe('roles.last_administrator');
    } finally {
      await own.stop();
    }
  });

  it('requires step-up authentication before sensitive actions, once the sign-in is old', async () => {
    const user = await api.administrator('stale-admin');
    const database = api.app.get(Database);
    await database.write('UPDATE auth_session SET stepped_up_at = UTC_TIMESTAMP(3) - INTERVAL 11 MINUTE');
    expect((await give(user, ['admin', 'support'], user)).body.code).toBe('access.step_up_required');
    expect(
      (await api.call('POST', '/v1/me/step-up', { token: user.token, body: { password: 'not it at all' } })).status,
    ).toBe(403);
    expect((await give(user, ['admin', 'support'], user)).status).toBe(403);
    expect((await api.call('POST', '/v1/me/step-up', { token: user.token, body: { password: PASSWORD } })).status).toBe(
      204,
    );
    expect((await give(user, ['admin', 'support'], user, other)).status).toBe(200);
    const list = await api.call('GET', '/v1/me/activity?action=auth.stepped_up', { token: user.token });
    expect(list.body.items).toHaveLength(1);
    admin = await api.login(admin.email);
  });

  it('rejects a suspended user at the next request, at refresh and at sign-in, and gives the reason only for the correct password', async () => {
    const user = await api.register('suspended');
    const suspend = (reason: unknown) =>
      api.call('POST', `/v1/admin/users/${user.id}/suspend`, { token: admin.token, body: { reason } });
    expect((await suspend('')).status).toBe(422);
    expect((await suspend('Spam')).status).toBe(204);
    for (const node of [other, api]) {
      expect((await node.call('GET', '/v1/me', { token: user.token })).body.code).toBe('access.session_ended');
    }
    expect((await api.call('POST', '/v1/auth/refresh', { body: { refreshToken: user.refreshToken } })).status).toBe(
      401,
    );
    const login = (password: string) => api.call('POST', '/v1/auth/login', { body: { email: user.email, password } });
    expect((await login(PASSWORD)).body.code).toBe('auth.account_suspended');
    expect((await login('some other words')).body.code).toBe('auth.wrong_credentials');
    expect((await api.call('DELETE', `/v1/admin/users/${user.id}/suspend`, { token: admin.token })).status).toBe(204);
    expect((await login(PASSWORD)).status).toBe(200);
  });

  it('prevents sign-ins during a concurrent suspension', async () => {
    for (let round = 0; round < 5; round++) {
      const user = await api.register(`slippery${round}`);
      const [, ...logins] = await Promise.all([
        api.call('POST', `/v1/admin/users/${user.id}/suspend`, { token: admin.token, body: { reason: 'now' } }),
        ...Array.from({ length: 6 }, (_, i) =>
          (i % 2 ? api : other).call('POST', '/v1/auth/login', { body: { email: user.email, password: PASSWORD } }),
        ),
      ]);
      for (const { status, body } of logins) {
        if (status !== 200) continue;
        expect((await other.call('GET', '/v1/me', { token: body.accessToken })).status).toBe(401);
        expect((await api.call('POST', '/v1/auth/refresh', { body: { refreshToken: body.refreshToken } })).status).toBe(
          401,
        );
      }
    }
  });
});
