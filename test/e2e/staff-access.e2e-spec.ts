import { newId } from '@platform/ids/ids';
import { expectProblem } from '@test/support/expect-problem';
import type { TestUser } from '@test/support/test-api';
import { faultsOf, startTwoNodes, until, type TwoNodes } from '@test/support/two-nodes';

describe("Staff who manage a user's access", () => {
  let nodes: TwoNodes;
  let support: TestUser;

  beforeAll(async () => {
    nodes = await startTwoNodes();
    support = await holderOf('support');
  });
  afterAll(() => nodes.stop());

  const holderOf = async (role: string): Promise<TestUser> => {
    const holder = await nodes.someone();
    await nodes.api.call('PUT', `/v1/admin/users/${holder.id}/roles`, {
      token: nodes.admin.token,
      body: { roles: [role] },
    });
    return holder;
  };
  const at = ({ id }: Pick<TestUser, 'id'>, what: string) => `/v1/admin/users/${id}/${what}`;
  const end = (user: Pick<TestUser, 'id'>, what: string, by = support) =>
    nodes.api.call('DELETE', at(user, what), { token: by.token });
  const makeKey = async ({ token }: TestUser) =>
    (await nodes.api.call('POST', '/v1/me/api-keys', { token, body: { name: 'A key', scopes: ['profile:read'] } }))
      .body as { id: string; key: string };
  const whoAmI = (token: string, node = nodes.other) => node.call('GET', '/v1/me', { token });

  it('list the sessions of the user page by page, and their cursor is invalid for another user', async () => {
    const [user, other] = [await nodes.someone(), await nodes.someone()];
    await nodes.api.login(user.email);
    const own = (await nodes.read(user, '/v1/me/sessions')).body.items as { id: string }[];
    const first = await nodes.read(support, at(user, 'sessions?limit=1'));
    const second = await nodes.read(support, at(user, `sessions?limit=1&cursor=${first.body.nextCursor}`));
    const seen = [...first.body.items, ...second.body.items];
    expect(seen.map(({ id }) => id)).toEqual(own.map(({ id }) => id));
    expect(seen[0]).toMatchObject({ current: false, device: 'node', createdAt: expect.any(String) });
    expectProblem(
      await nodes.read(support, at(other, `sessions?limit=1&cursor=${first.body.nextCursor}`)),
      'request.invalid_cursor',
      422,
    );
  });

  it('see which of the sessions is their own', async () => {
    const { items } = (await nodes.read(support, at(support, 'sessions'))).body;
    expect(items.map(({ current }: { current: boolean }) => current)).toEqual([true]);
  });

  it('sign the user out everywhere, on every node, and the user sees that staff did it', async () => {
    const user = await nodes.someone();
    const further = await nodes.api.login(user.email);
    expect((await end(user, 'sessions')).status).toBe(204);
    for (const { token } of [user, further]) expectProblem(await whoAmI(token), 'access.session_ended', 401);
    const refreshed = await nodes.api.call('POST', '/v1/auth/refresh', { body: { refreshToken: user.refreshToken } });
    expect(refreshed.status).toBe(401);
    const again = await nodes.api.login(user.email);
    const { items } = (await nodes.read(again, '/v1/me/activity?action=auth.sessions_ended')).body;
    expect(items).toEqual([
      expect.objectContaining({ actor: { kind: 'staff' }, facts: { count: 2, reason: 'ended_by_staff' } }),
    ]);
  });

  it('end a single session, and get 404 for a session of another user or one that has ended', async () => {
    const [user, other] = [await nodes.someone(), await nodes.someone()];
    const further = await nodes.api.login(user.email);
    const [newest] = (await nodes.read(user, '/v1/me/sessions')).body.items as { id: string }[];
    const path = `sessions/${newest?.id}`;
    expectProblem(await end(other, path), 'request.not_found', 404);
    expect((await whoAmI(further.token)).status).toBe(200);
    expect((await end(user, path)).status).toBe(204);
    expectProblem(await whoAmI(further.token), 'access.session_ended', 401);
    expect((await whoAmI(user.token)).status).toBe(200);
    expectProblem(await end(user, path), 'request.not_found', 404);
  });

  it('list and revoke the API keys of the user, without ever seeing their text', async () => {
    const [user, other] = [await nodes.someone(), await nodes.someone()];
    const { id, key } = await makeKey(user);
    const listed = await nodes.read(support, at(user, 'api-keys'));
    expect(listed.body.items).toEqual([
      expect.objectContaining({ id, name: 'A key', scopes: ['profile:read'], lastUsedAt: null }),
    ]);
    expect(listed.text).not.toContain(key);
    expectProblem(await end(other, `api-keys/${id}`), 'request.not_found', 404);
    expect((await whoAmI(key)).status).toBe(200);
    expect((await end(user, `api-keys/${id}`)).status).toBe(204);
    expect((await whoAmI(key)).status).toBe(401);
    const { items } = (await nodes.read(user, '/v1/me/activity?action=auth.api_key_revoked')).body;
    expect(items[0]).toMatchObject({ actor: { kind: 'staff' }, facts: { keyId: id } });
  });

  it('see how the user can sign in', async () => {
    const user = await nodes.someone();
    expect((await nodes.read(support, at(user, 'sign-in-methods'))).body).toEqual({
      anonymous: false,
      hasPassword: true,
      methods: [{ name: 'password', count: 1 }],
      secondFactors: [],
    });
    const { body } = await nodes.api.call('POST', '/v1/auth/anonymous', { body: {} });
    expect((await nodes.read(support, at(body.user, 'sign-in-methods'))).body).toMatchObject({
      anonymous: true,
      hasPassword: false,
    });
  });

  it('see the activity of the user as in the audit log, from a date on', async () => {
    const user = await nodes.someone();
    const activity = (query = '') => nodes.read(support, at(user, `activity${query}`));
    const audited = (query = '') => nodes.read(support, `/v1/admin/audit?subjectId=${user.id}${query}`);
    const hasPosition = ({ position }: { position: number | null }) => position !== null;
    await until(async () => (await audited()).body.items.every(hasPosition));
    const log = await audited();
    expect((await activity()).body.items).toEqual(log.body.items);
    const [first] = (await activity('?action=users.registered')).body.items;
    const today = first.at.slice(0, 10);
    expect((await activity(`?since=${today}`)).body.items).toHaveLength(log.body.items.length);
    expect((await activity(`?until=${today}`)).body.items).toEqual([]);
    expect(faultsOf(await activity('?since=2026-02-30'))).toEqual([422, '/since field.bad_format']);
    expect((await audited(`&since=${today}`)).body.items).toEqual(log.body.items);
  });

  it('cannot change accounts with more permissions than their own', async () => {
    const { id } = await makeKey(nodes.admin);
    const [session] = (await nodes.read(nodes.admin, '/v1/me/sessions')).body.items as { id: string }[];
    for (const what of ['sessions', `sessions/${session?.id}`, `api-keys/${id}`]) {
      expectProblem(await end(nodes.admin, what), 'users.account_has_more_rights', 403);
    }
    expect((await whoAmI(nodes.admin.token)).status).toBe(200);
    expect((await end(await holderOf('support'), 'sessions')).status).toBe(204);
  });

  it('can only read as viewers, and get 404 for an unknown user', async () => {
    const [viewer, user] = [await holderOf('viewer'), await nodes.someone()];
    for (const what of ['sessions', 'sign-in-methods', 'activity', 'api-keys']) {
      expect((await nodes.read(viewer, at(user, what))).status).toBe(200);
      expectProblem(await nodes.read(user, at(user, what)), 'access.not_allowed', 403);
    }
    expectProblem(await end(user, 'sessions', viewer), 'access.not_allowed', 403);
    for (const what of ['sessions', 'sign-in-methods', 'activity', 'api-keys']) {
      expectProblem(await nodes.read(viewer, at({ id: newId() }, what)), 'request.not_found', 404);
    }
    for (const what of ['sessions', `sessions/${newId()}`, `api-keys/${newId()}`]) {
      expectProblem(await end({ id: newId() }, what), 'request.not_found', 404);
    }
  });
});
