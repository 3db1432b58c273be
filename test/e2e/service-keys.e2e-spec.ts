import { idToBytes } from '@platform/ids/ids';
import { eraseUser } from '@test/support/user-data';
import { expectProblem } from '@test/support/expect-problem';
import type { TestUser } from '@test/support/test-api';
import { faultsOf, startTwoNodes, type TwoNodes } from '@test/support/two-nodes';

const KEYS = '/v1/admin/api-keys';

describe('API keys of other backends', () => {
  let nodes: TwoNodes;

  beforeAll(async () => {
    nodes = await startTwoNodes();
  });
  afterAll(() => nodes.stop());

  const createKey = (by: TestUser, body: object) =>
    nodes.api.call('POST', KEYS, { token: by.token, body: { name: 'Billing', ...body } });
  const make = async (permissions: string[], by = nodes.admin) => {
    const answer = await createKey(by, { permissions });
    expect(answer.status).toBe(201);
    return answer.body as { id: string; key: string; createdAt: string; expiresAt: string };
  };
  const call = (key: string, method: string, path: string, body?: object, node = nodes.api) =>
    node.call(method, path, { token: key, body });
  let counter = 0;
  const staff = async (permissions: string[]) => {
    const [user, role] = [await nodes.someone(), `role-${++counter}`];
    const asAdmin = (method: string, path: string, body: object) =>
      nodes.api.call(method, path, { token: nodes.admin.token, body });
    await asAdmin('POST', '/v1/admin/roles', { name: role, description: '', permissions });
    await asAdmin('PUT', `/v1/admin/users/${user.id}/roles`, { roles: [role] });
    return user;
  };

  it('are shown once, listed without their text, and allow what they name on every node', async () => {
    const made = await make(['users.read']);
    expect(made).toEqual({
      id: expect.any(String),
      name: 'Billing',
      prefix: made.key.slice(0, 9),
      permissions: ['users.read'],
      createdBy: nodes.admin.id,
      createdAt: expect.any(String),
      expiresAt: expect.any(String),
      lastUsedAt: null,
      key: expect.stringMatching(/^uk_/),
    });
    expect((Date.parse(made.expiresAt) - Date.parse(made.createdAt)) / 86_400_000).toBe(365);
    expect((await call(made.key, 'GET', '/v1/admin/users', undefined, nodes.other)).status).toBe(200);
    expectProblem(await call(made.key, 'GET', '/v1/admin/audit'), 'access.not_allowed', 403);
    const [first] = (await nodes.read(nodes.admin, `${KEYS}?limit=1`)).body.items;
    expect(first.id).toBe(made.id);
    expect(first).not.toHaveProperty('key');
  });

  it('are created with the permission and step-up authentication, and never with more permissions than the creator has', async () => {
    const creator = await staff(['api-keys.write', 'users.read']);
    expect((await createKey(creator, { permissions: ['users.read'] })).status).toBe(201);
    expectProblem(await createKey(creator, { permissions: ['users.write'] }), 'roles.exceeds_own_permissions', 403);
    expectProblem(await nodes.read(creator, KEYS), 'access.not_allowed', 403);
    expectProblem(await createKey(await nodes.someone(), { permissions: [] }), 'access.not_allowed', 403);
    await nodes.database.write(
      'UPDATE auth_session SET stepped_up_at = stepped_up_at - INTERVAL 1 DAY WHERE user_id = ?',
      [idToBytes(creator.id)],
    );
    expectProblem(await createKey(creator, { permissions: [] }), 'access.step_up_required', 403);
  });

  it('must name each permission: no wildcards and no unknown permissions', async () => {
    const faultsOfKey = async (body: object) => faultsOf(await createKey(nodes.admin, { permissions: [], ...body }));
    expect(await faultsOfKey({ permissions: ['*'] })).toEqual([422, '/permissions/0 roles.unknown_permission']);
    expect(await faultsOfKey({ permissions: ['users.read', 'profile:read'] })).toEqual([
      422,
      '/permissions/1 roles.unknown_permission',
    ]);
    expect(await faultsOfKey({ expiresInDays: 3651 })).toEqual([422, '/expiresInDays field.too_large']);
    const long = await createKey(nodes.admin, { permissions: [], expiresInDays: 3650 });
    expect((Date.parse(long.body.expiresAt) - Date.parse(long.body.createdAt)) / 86_400_000).toBe(3650);
  });

  it('record events of the app for the user they name', async () => {
    const [user, other] = [await nodes.someone(), await nodes.someone()];
    const { key } = await make(['activity.write']);
    const record = (body: object) => call(key, 'POST', '/v1/activity', { action: 'app.order_placed', ...body });
    expect((await record({ subject: user.id, details: { orderId: 'A-17' } })).status).toBe(201);
    const { items } = (await nodes.read(user, '/v1/me/activity?action=app.order_placed', nodes.other)).body;
    expect(items).toMatchObject([
      {
        action: 'app.order_placed',
        subject: user.id,
        actor: { kind: 'app' },
        details: { orderId: 'A-17' },
        changes: {},
      },
    ]);
    expect((await nodes.read(other, '/v1/me/activity?action=app.order_placed')).body.items).toEqual([]);
    expect(faultsOf(await record({}))).toEqual([422, '/subject field.required']);
    const unknown = { subject: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' };
    expect(faultsOf(await record(unknown))).toEqual([422, '/subject audit.unknown_subject']);
    const others = (token: string) =>
      nodes.api.call('POST', '/v1/activity', { token, body: { action: 'app.x', subject: user.id } });
    expectProblem(await others(other.token), 'access.not_allowed', 403);
    expect((await others(user.token)).status).toBe(201);
    expect((await others(nodes.admin.token)).status).toBe(201);
    const scopes = { name: 'A key', scopes: ['activity:write', 'admin:read', 'admin:write'] };
    const own = await nodes.api.call('POST', '/v1/me/api-keys', { token: nodes.admin.token, body: scopes });
    expectProblem(await others(own.body.key as string), 'access.not_allowed', 403);
  });

  it('are accepted only by routes that require a permission and no step-up authentication', async () => {
    const { key } = await make(['users.read', 'users.write', 'roles.write', 'api-keys.write']);
    for (const path of ['/v1/me', '/v1/me/sessions', '/v1/me/activity', '/v1/me/api-keys'])
      expectProblem(await call(key, 'GET', path), 'access.users_only', 403);
    const email = { email: 'x@example.com' };
    expectProblem(await call(key, 'POST', '/v1/me/email', email), 'access.users_only', 403);
    expectProblem(await call(key, 'POST', '/v1/recovery/email', email), 'access.users_only', 403);
    expectProblem(await call(key, 'POST', '/v1/activity', { action: 'app.x' }), 'access.not_allowed', 403);
    const role = { name: 'by-app', description: '', permissions: [] };
    expectProblem(await call(key, 'POST', '/v1/admin/roles', role), 'access.api_key_not_allowed', 403);
    expectProblem(await call(key, 'POST', KEYS, { name: 'x', permissions: [] }), 'access.api_key_not_allowed', 403);
    const { id } = await nodes.someone();
    const roles = { roles: ['admin'] };
    expectProblem(await call(key, 'PUT', `/v1/admin/users/${id}/roles`, roles), 'access.api_key_not_allowed', 403);
  });

  it('create and change accounts, except accounts with more permissions than theirs', async () => {
    const { key } = await make(['users.read', 'users.write']);
    const created = await call(key, 'POST', '/v1/admin/users', { email: 'by-app@example.com' });
    expect(created.status).toBe(201);
    const path = `/v1/admin/users/${created.body.id}`;
    expect((await call(key, 'PATCH', path, { displayName: 'By App' })).body.displayName).toBe('By App');
    const other = `/v1/admin/users/${nodes.admin.id}`;
    expectProblem(await call(key, 'PATCH', other, { bio: 'Mine' }), 'users.account_has_more_rights', 403);
  });

  it('suspend and reactivate users who have no more permissions than they have', async () => {
    const { key } = await make(['users.suspend']);
    const user = await nodes.someone();
    const path = (id: string) => `/v1/admin/users/${id}/suspend`;
    expect((await call(key, 'POST', path(user.id), { reason: 'unpaid' })).status).toBe(204);
    expectProblem(await nodes.read(user, '/v1/me', nodes.other), 'access.session_ended', 401);
    expect((await call(key, 'DELETE', path(user.id))).status).toBe(204);
    const reason = { reason: 'no' };
    expectProblem(await call(key, 'POST', path(nodes.admin.id), reason), 'users.account_has_more_rights', 403);
  });

  it('read and write only the attributes that apps can access', async () => {
    const properties = {
      tier: { type: 'string', 'x-access': { read: ['user', 'app'], write: ['app'] } },
      score: { type: 'integer', 'x-access': { read: ['admin'], write: ['admin'] } },
    };
    const body = { schema: { properties } };
    await nodes.api.call('PUT', '/v1/admin/attribute-schema', { token: nodes.admin.token, body });
    const user = await nodes.someone();
    const path = `/v1/admin/users/${user.id}/personal`;
    await nodes.patch(nodes.admin, path, { attributes: { score: 3 } });
    const { key } = await make(['personal.read', 'personal.write']);
    const changed = await call(key, 'PATCH', path, { attributes: { tier: 'gold' } });
    expect([changed.status, changed.body.attributes]).toEqual([200, { tier: 'gold' }]);
    expect((await call(key, 'GET', path)).body.attributes).toEqual({ tier: 'gold' });
    expect((await call(key, 'PATCH', path, { attributes: { score: 9 } })).status).toBe(422);
    expect((await nodes.patch(nodes.admin, path, { attributes: { tier: 'none' } })).status).toBe(422);
    expect((await nodes.read(nodes.admin, path)).body.attributes).toEqual({ score: 3 });
  });

  it('appear in the log as apps', async () => {
    const { id, key } = await make(['users.read', 'users.write']);
    const user = await nodes.someone();
    await call(key, 'PATCH', `/v1/admin/users/${user.id}`, { bio: 'by an app' });
    const [entry] = (await nodes.read(nodes.admin, `/v1/admin/audit?actorId=${id}`)).body.items;
    expect(entry).toMatchObject({
      action: 'users.profile_changed',
      actorKind: 'app',
      actorId: id,
      subjectId: user.id,
      network: '127.0.0.1',
      facts: { fields: ['bio'] },
    });
    const [own] = (await nodes.read(user, '/v1/me/activity')).body.items;
    expect(own).toMatchObject({ actor: { kind: 'app' }, device: null, place: null });
    const made = await nodes.read(nodes.admin, '/v1/admin/audit?action=auth.api_key_created');
    expect(made.body.items[0]).toMatchObject({ actorId: nodes.admin.id, subjectId: null, facts: { keyId: id } });
    const exported = await nodes.read(nodes.admin, `/v1/admin/audit/export?actorId=${id}&format=csv`);
    expect(exported.text).toContain(`app,${id}`);
  });

  it('have separate cursors', async () => {
    const [one, two] = [await make(['users.read']), await make(['users.read'])];
    await nodes.someone();
    const { nextCursor } = (await call(one.key, 'GET', '/v1/admin/users?limit=1')).body;
    const next = `/v1/admin/users?limit=1&cursor=${nextCursor}`;
    expect((await call(one.key, 'GET', next)).status).toBe(200);
    expectProblem(await call(two.key, 'GET', next), 'request.invalid_cursor', 422);
    expectProblem(await nodes.read(nodes.admin, next), 'request.invalid_cursor', 422);
  });

  it('stay valid after their creator is erased, whose ID stays', async () => {
    const creator = await staff(['api-keys.write', 'users.read']);
    const { id, key } = await make(['users.read'], creator);
    await eraseUser(nodes.api.app, creator.id);
    expect((await call(key, 'GET', '/v1/admin/users', undefined, nodes.other)).status).toBe(200);
    const { items } = (await nodes.read(nodes.admin, `${KEYS}?limit=100`)).body;
    expect((items as { id: string; createdBy: string }[]).find((one) => one.id === id)?.createdBy).toBe(creator.id);
  });

  it('end with their revocation and their expiry, at the next request on every node', async () => {
    const [revoked, expired] = [await make(['users.read']), await make(['users.read'])];
    const answer = (key: string) => call(key, 'GET', '/v1/admin/users', undefined, nodes.other);
    expect((await answer(revoked.key)).status).toBe(200);
    const revoke = () => nodes.api.call('DELETE', `${KEYS}/${revoked.id}`, { token: nodes.admin.token });
    expect((await revoke()).status).toBe(204);
    expectProblem(await answer(revoked.key), 'access.token_invalid', 401);
    expectProblem(await revoke(), 'request.not_found', 404);
    await nodes.database.write('UPDATE auth_api_key SET expires_at = UTC_TIMESTAMP(3) WHERE id = ?', [
      idToBytes(expired.id),
    ]);
    expectProblem(await answer(expired.key), 'access.token_invalid', 401);
  });

  it('cannot be revoked as a key of a user, nor the reverse', async () => {
    const app = await make(['users.read']);
    const own = await nodes.api.call('POST', '/v1/me/api-keys', {
      token: nodes.admin.token,
      body: { name: 'mine', scopes: ['profile:read'] },
    });
    const remove = (path: string) => nodes.api.call('DELETE', path, { token: nodes.admin.token });
    expectProblem(await remove(`/v1/me/api-keys/${app.id}`), 'request.not_found', 404);
    expectProblem(await remove(`${KEYS}/${own.body.id}`), 'request.not_found', 404);
    expect((await call(own.body.key, 'GET', '/v1/me')).status).toBe(200);
  });
});
