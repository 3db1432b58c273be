import { DueErasures } from '@features/privacy/erasure/run/due-erasures';
import { ErasureReplay } from '@features/privacy';
import { idToBytes, newId } from '@platform/ids/ids';
import { canonicalJson } from '@platform/signed-documents/canonical-json.rule';
import { isSignatureValid } from '@platform/signed-documents/signature.rule';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { UserRowSearch } from '@platform/user-rows/user-row-search';
import { Vault } from '@platform/vault/vault';
import { KeysDatabase } from '@platform/vault/keys-database/keys-database';
import { expectProblem } from '@test/support/expect-problem';
import type { TestUser } from '@test/support/test-api';
import { richUser } from '@test/support/rich-user';
import { eraseUser } from '@test/support/user-data';
import { startTwoNodes, until, type TwoNodes } from '@test/support/two-nodes';

describe('An erasure', () => {
  let nodes: TwoNodes;

  beforeAll(async () => {
    nodes = await startTwoNodes();
  });
  afterAll(() => nodes.stop());

  const call = (method: string, path: string, by: TestUser, body?: object, node = nodes.api) =>
    node.call(method, path, { token: by.token, body });
  const remove = (user: { id: string }, query = '', by = nodes.admin, body: object = {}) =>
    call('DELETE', `/v1/admin/users/${user.id}${query}`, by, body);
  const requestOf = async (user: TestUser, state?: string) => {
    const { items } = (await nodes.read(nodes.admin, `/v1/admin/erasures${state ? `?state=${state}` : ''}`)).body;
    return items.find(({ userId }: { userId: string }) => userId === user.id);
  };
  const untilErased = async (user: TestUser) => {
    await until(async () => (await requestOf(user))?.state === 'erased');
    return requestOf(user);
  };
  const staff = async (name: string, ...permissions: string[]): Promise<TestUser> => {
    await call('POST', '/v1/admin/roles', nodes.admin, { name, description: name, permissions });
    const user = await nodes.someone();
    await call('PUT', `/v1/admin/users/${user.id}/roles`, nodes.admin, { roles: [name] });
    return nodes.api.login(user.email);
  };
  const keyOf = async (by: TestUser): Promise<string> =>
    (await call('POST', '/v1/admin/api-keys', by, { name: 'Deleter', permissions: ['users.delete'] })).body.key;
  const makeDue = (user: TestUser) =>
    nodes.database.write('UPDATE privacy_erasure SET erasure_at = UTC_TIMESTAMP(3) WHERE user_id = ?', [
      idToBytes(user.id),
    ]);
  const begin = () => nodes.api.app.get(DueErasures).beginDue();

  it('begins at once with `now=true`, and leaves no row, no key and a signed certificate', async () => {
    const user = await richUser(nodes, { username: 'leaves-now' });
    const answer = await remove(user, '?now=true', nodes.admin, { reason: 'Asked by phone.' });
    expect(answer.status).toBe(202);
    const { id, reason } = await untilErased(user);
    expect(reason).toBeNull();
    const { certificate, signature } = (await nodes.read(nodes.admin, `/v1/admin/erasures/${id}/certificate`)).body;
    expect(certificate).toMatchObject({
      id,
      userId: user.id,
      requestedBy: 'administrator',
      approved: false,
      keyDestroyed: true,
      rowsLeft: 0,
    });
    const rowsIn = Object.fromEntries(certificate.tables.map((table: any) => [table.table, table.rows]));
    expect(rowsIn).toMatchObject({ users_account: 1, users_personal: 1, auth_session: 1, user_key: 1 });
    expect(isSignatureValid('erasure-certificate', canonicalJson(certificate), signature)).toBe(true);
    const changed = { ...certificate, rowsLeft: 1 };
    expect(isSignatureValid('erasure-certificate', canonicalJson(changed), signature)).toBe(false);
    const left = await nodes.api.app.get(UserRowSearch).countOf(user.id);
    expect(left.filter(({ rows }) => rows > 0)).toEqual([]);
    expect(left.length).toBeGreaterThan(20);
    // The clean-up after an upload waits for an hour.
    const jobs = await nodes.database.rows<{ payload: unknown }>('SELECT payload FROM platform_job');
    expect(jobs.length).toBeGreaterThan(0);
    expect(JSON.stringify(jobs)).not.toContain(user.id);
  });

  it('publishes one event without personal data', async () => {
    const user = await nodes.someone();
    await remove(user, '?now=true');
    const { id } = await untilErased(user);
    const { items } = (await nodes.read(nodes.admin, `/v1/admin/audit?subjectId=${user.id}&action=privacy.user_erased`))
      .body;
    expect(items).toMatchObject([{ facts: { erasureId: id }, changes: {}, actorKind: 'system' }]);
  });

  it('destroys the key of the user before any other provider removes something', async () => {
    const user = await nodes.someone();
    const keys = nodes.api.app.get(KeysDatabase);
    const keysAtStart = new Map<string, number>();
    for (const provider of nodes.api.app.get(UserDataRegistry).providers()) {
      const erase = provider.erase.bind(provider);
      jest.spyOn(provider, 'erase').mockImplementation(async (userId, policy) => {
        const rows = await keys.rows('SELECT 1 FROM user_key WHERE user_id = ?', [idToBytes(userId)]);
        keysAtStart.set(provider.name, rows.length);
        await erase(userId, policy);
      });
    }
    await eraseUser(nodes.api.app, user.id);
    jest.restoreAllMocks();
    const { vault, ...others } = Object.fromEntries(keysAtStart);
    expect(vault).toBe(1);
    expect(Object.keys(others).length).toBeGreaterThan(20);
    expect(Object.values(others).every((rows) => rows === 0)).toBe(true);
  });

  it('requires the permission to delete users, and another one to skip the grace period', async () => {
    const user = await nodes.someone();
    expectProblem(await remove(user, '', await nodes.someone()), 'access.not_allowed', 403);
    const clerk = await staff('clerk', 'users.delete');
    expectProblem(await remove(user, '?now=true', clerk), 'access.not_allowed', 403);
    expect((await nodes.read(user, '/v1/me')).status).toBe(200);
    expect((await remove(user, '', clerk)).status).toBe(202);
    expectProblem(await remove(user, '', nodes.admin), 'privacy.deletion_requested', 409);
  });

  it('is not requested for an account with more rights, the last administrator or an unknown user', async () => {
    const clerk = await staff('eraser', 'users.delete', 'users.erase');
    expectProblem(await remove(nodes.admin, '', clerk), 'users.account_has_more_rights', 403);
    expectProblem(await remove(nodes.admin), 'roles.last_administrator', 409);
    expect((await remove({ id: newId() })).status).toBe(404);
  });

  it('can be cancelled by an administrator in the grace period only', async () => {
    const user = await nodes.someone();
    await remove(user);
    const { id } = await requestOf(user, 'scheduled');
    expect((await call('DELETE', `/v1/admin/erasures/${id}`, nodes.admin)).status).toBe(204);
    expect((await nodes.api.login(user.email)).id).toBe(user.id);
    expect(await requestOf(user)).toMatchObject({ state: 'cancelled' });
    await remove(user, '?now=true');
    const { id: second } = await untilErased(user);
    expectProblem(await call('DELETE', `/v1/admin/erasures/${second}`, nodes.admin), 'privacy.erasure_begun', 409);
  });

  it('waits for the end of the grace period', async () => {
    const user = await nodes.someone();
    await remove(user);
    await begin();
    expect(await requestOf(user)).toMatchObject({ state: 'scheduled' });
    await makeDue(user);
    await begin();
    await untilErased(user);
  });

  it('is postponed by a legal hold, whose reason only staff see', async () => {
    const user = await nodes.someone();
    const placed = await call('POST', '/v1/admin/legal-holds', nodes.admin, { userId: user.id, reason: 'Case 7' });
    expect(placed.body).toMatchObject({ userId: user.id, reason: 'Case 7', heldBy: nodes.admin.id });
    const activity = (await nodes.read(user, '/v1/me/activity')).text;
    await remove(user, '?now=true');
    await begin();
    expect(await requestOf(user)).toMatchObject({ state: 'scheduled', holds: [{ reason: 'Case 7' }] });
    expect(activity).not.toMatch(/Case 7|legal_hold/);
    const list = (await nodes.read(nodes.admin, `/v1/admin/legal-holds?userId=${user.id}`)).body;
    expect(list.items).toMatchObject([{ id: placed.body.id, reason: 'Case 7' }]);
    const { sealed } = (await nodes.database.row<{ sealed: Buffer }>(
      'SELECT reason_sealed AS sealed FROM privacy_legal_hold WHERE user_id = ?',
      [idToBytes(user.id)],
    )) as { sealed: Buffer };
    expect(sealed.includes('Case 7')).toBe(false);
    expect((await call('DELETE', `/v1/admin/legal-holds/${placed.body.id}`, nodes.admin)).status).toBe(204);
    await begin();
    await untilErased(user);
    expectProblem(
      await call('POST', '/v1/admin/legal-holds', nodes.admin, { userId: user.id, reason: 'Too late' }),
      'request.not_found',
      404,
    );
  });

  it('cannot be declined by the user whose account would be deleted, with a session or an app key', async () => {
    const node = await nodes.api.secondNode({ ERASURE_APPROVAL: 'true' });
    try {
      const clerk = await staff('own-clerk', 'users.delete', 'privacy.read-erasures', 'api-keys.write');
      const key = await keyOf(clerk);
      await call('DELETE', `/v1/admin/users/${clerk.id}`, nodes.admin, {}, node);
      const { id } = await requestOf(clerk, 'pending_approval');
      for (const token of [clerk.token, key])
        expectProblem(await node.call('DELETE', `/v1/admin/erasures/${id}`, { token }), 'privacy.own_deletion', 403);
      expect((await requestOf(clerk, 'pending_approval')).id).toBe(id);
      expect((await call('DELETE', `/v1/admin/erasures/${id}`, nodes.admin, undefined, node)).status).toBe(204);
    } finally {
      await node.stop();
    }
  });

  it('makes changes by staff fail with 404 once the key of the user is destroyed', async () => {
    const user = await nodes.someone();
    await nodes.api.app.get(Vault).destroyUserKey(user.id);
    const answer = await call('PATCH', `/v1/admin/users/${user.id}/personal`, nodes.admin, { givenName: 'Late' });
    expectProblem(answer, 'request.not_found', 404);
  });

  it('waits for another person than the creator of the app key that requested it', async () => {
    const node = await nodes.api.secondNode({ ERASURE_APPROVAL: 'true' });
    try {
      const one = await staff('one-person', 'users.delete', 'privacy.read-erasures', 'api-keys.write');
      const [user, token] = [await nodes.someone(), await keyOf(one)];
      expect((await node.call('DELETE', `/v1/admin/users/${user.id}`, { token, body: {} })).status).toBe(202);
      const { id } = await requestOf(user, 'pending_approval');
      const approve = (by: TestUser) => node.call('POST', `/v1/admin/erasures/${id}/approve`, { token: by.token });
      expectProblem(await approve(one), 'privacy.approved_by_requester', 403);
      await nodes.database.write('DELETE FROM auth_api_key WHERE made_by = ?', [idToBytes(one.id)]);
      expectProblem(await approve(one), 'privacy.approved_by_requester', 403);
    } finally {
      await node.stop();
    }
  });

  it('waits for a second administrator if approval is required', async () => {
    const node = await nodes.api.secondNode({ ERASURE_APPROVAL: 'true' });
    try {
      const approver = await staff('approver', 'users.delete', 'privacy.read-erasures', 'api-keys.write');
      const user = await nodes.someone();
      const on = (method: string, path: string, by: TestUser) => call(method, path, by, undefined, node);
      const requested = await call('DELETE', `/v1/admin/users/${user.id}`, nodes.admin, { reason: 'Old' }, node);
      expect([requested.status, requested.body]).toEqual([202, { erasureAt: null }]);
      expect((await nodes.read(user, '/v1/me')).body.state).toBe('active');
      const { id, reason } = await requestOf(user, 'pending_approval');
      expect(reason).toBe('Old');
      expectProblem(
        await on('POST', `/v1/admin/erasures/${id}/approve`, nodes.admin),
        'privacy.approved_by_requester',
        403,
      );
      const key = await keyOf(approver);
      expect((await node.call('POST', `/v1/admin/erasures/${id}/approve`, { token: key })).status).toBe(403);
      const approved = await on('POST', `/v1/admin/erasures/${id}/approve`, approver);
      expect(approved.body.erasureAt).toEqual(expect.any(String));
      expect((await nodes.read(user, '/v1/me')).status).toBe(401);
      expect(await requestOf(user)).toMatchObject({ state: 'scheduled', approvedBy: approver.id });
      expectProblem(await on('POST', `/v1/admin/erasures/${id}/approve`, approver), 'privacy.no_approval_needed', 409);
      const other = await nodes.someone();
      await call('DELETE', `/v1/admin/users/${other.id}`, nodes.admin, {}, node);
      const { id: declined } = await requestOf(other, 'pending_approval');
      const clerk = await nodes.someone();
      await call('PUT', '/v1/admin/roles/eraser', nodes.admin, { permissions: ['users.delete'] }, node);
      await call('PUT', `/v1/admin/users/${clerk.id}/roles`, nodes.admin, { roles: ['eraser'] }, node);
      await call('PUT', `/v1/admin/users/${other.id}/roles`, nodes.admin, { roles: ['support'] }, node);
      const declining = await on('DELETE', `/v1/admin/erasures/${declined}`, clerk);
      expectProblem(declining, 'users.account_has_more_rights', 403);
      await call('PUT', `/v1/admin/users/${other.id}/roles`, nodes.admin, { roles: [] }, node);
      expect((await on('DELETE', `/v1/admin/erasures/${declined}`, approver)).status).toBe(204);
      expect((await nodes.read(other, '/v1/me')).body.state).toBe('active');
      await call('DELETE', `/v1/admin/users/${other.id}`, nodes.admin, {}, node);
      expect((await on('DELETE', '/v1/me', other)).status).toBe(202);
      const { items } = (await nodes.read(nodes.admin, '/v1/admin/erasures')).body;
      const states = items.filter(({ userId }: any) => userId === other.id).map(({ state }: any) => state);
      expect(states).toEqual(['scheduled', 'cancelled', 'cancelled']);
    } finally {
      await node.stop();
    }
  });

  it('is repeated for users whose rows come back with a restored backup, before the API listens', async () => {
    const [user, bystander] = [await nodes.someone(), await nodes.someone()];
    const saved = await nodes.database.rows('SELECT * FROM users_account WHERE id = ?', [idToBytes(user.id)]);
    await remove(user, '?now=true');
    const { id } = await untilErased(user);
    const replay = nodes.api.app.get(ErasureReplay);
    expect(await replay.applyAll()).toBe(0);
    const restore = async () => {
      const [row] = saved as Record<string, any>[];
      const names = Object.keys(row as object);
      await nodes.database.write(
        `INSERT INTO users_account (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
        names.map((name) => row?.[name]),
      );
    };
    await restore();
    expect(await replay.applyAll()).toBe(1);
    expect((await nodes.read(nodes.admin, `/v1/admin/users/${user.id}`)).status).toBe(404);
    // A whole backup also restores the request as it was before the erasure.
    await restore();
    await nodes.database.write('DELETE FROM privacy_erasure WHERE user_id = ?', [idToBytes(user.id)]);
    const node = await nodes.api.secondNode();
    expect((await nodes.read(nodes.admin, `/v1/admin/users/${user.id}`, node)).status).toBe(404);
    await node.stop();
    expect(await requestOf(user)).toMatchObject({ id, state: 'erased', requestedByKind: 'ledger' });
    expect((await nodes.read(bystander, '/v1/me')).status).toBe(200);
  });

  it('is repeated for users whose keys come back with restored keys', async () => {
    const user = await nodes.someone();
    const keys = nodes.api.app.get(KeysDatabase);
    await remove(user, '?now=true');
    const { id } = await untilErased(user);
    await keys.write('DELETE FROM privacy_erasure_ledger WHERE user_id = ?', [idToBytes(user.id)]);
    const node = await nodes.api.secondNode();
    await node.stop();
    const { status, body } = await nodes.read(nodes.admin, `/v1/admin/erasures/${id}/certificate`);
    expect([status, body.certificate.userId]).toEqual([200, user.id]);
  });
});
