import { AccountStates } from '@features/users/account/account-states';
import { ExpiredSuspensions } from '@features/users/account/expired-suspensions';
import { idToBytes } from '@platform/ids/ids';
import { eraseUser, exportOf } from '@test/support/user-data';
import { expectProblem } from '@test/support/expect-problem';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { faultsOf, startTwoNodes, type TwoNodes } from '@test/support/two-nodes';

const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();

describe('A suspension', () => {
  let nodes: TwoNodes;

  beforeAll(async () => {
    nodes = await startTwoNodes();
  });
  afterAll(() => nodes.stop());
  afterEach(() => jest.restoreAllMocks());

  const suspend = (user: TestUser, body: object) =>
    nodes.api.call('POST', `/v1/admin/users/${user.id}/suspend`, { token: nodes.admin.token, body });
  const accountOf = async (user: TestUser) => (await nodes.read(nodes.admin, `/v1/admin/users/${user.id}`)).body;
  const signIn = ({ email }: TestUser, node = nodes.api) =>
    node.call('POST', '/v1/auth/login', { body: { email, password: PASSWORD } });
  const expireSuspension = (user: TestUser) =>
    nodes.database.write('UPDATE users_account SET suspended_until = UTC_TIMESTAMP(3) WHERE id = ?', [
      idToBytes(user.id),
    ]);
  const stateEvents = async (user: TestUser) => {
    const query = `subjectId=${user.id}&action=users.state_changed`;
    const { items } = (await nodes.read(nodes.admin, `/v1/admin/audit?${query}`)).body;
    return items as { facts: object; actorKind: string; changes: object }[];
  };

  it('shows its reason, end and author with the account, to staff but not to the user', async () => {
    const user = await nodes.someone();
    expect((await accountOf(user)).suspension).toBeNull();
    expect((await suspend(user, { reason: 'Sends spam.', until: TOMORROW })).status).toBe(204);
    const suspension = { reason: 'Sends spam.', by: nodes.admin.id, at: expect.any(String), until: TOMORROW };
    expect(await accountOf(user)).toMatchObject({ state: 'suspended', suspension });
    const list = await nodes.read(nodes.admin, '/v1/admin/users?state=suspended');
    expect(list.body.items[0]).toMatchObject({ id: user.id, suspension });
    await nodes.api.call('DELETE', `/v1/admin/users/${user.id}/suspend`, { token: nodes.admin.token });
    expect(await accountOf(user)).toMatchObject({ state: 'active', suspension: null });
    const again = await signIn(user);
    expect((await nodes.read({ ...user, token: again.body.accessToken }, '/v1/me')).body).not.toHaveProperty(
      'suspension',
    );
  });

  it('does not count the right password as a guess, however often it is entered', async () => {
    const user = await nodes.someone();
    await suspend(user, { reason: 'For a while.' });
    for (let n = 0; n < 15; n++) expectProblem(await signIn(user), 'auth.account_suspended', 403);
    await nodes.api.call('DELETE', `/v1/admin/users/${user.id}/suspend`, { token: nodes.admin.token });
    expect((await signIn(user)).status).toBe(200);
  });

  it('ends on time on every node, before a job has recorded the end', async () => {
    jest.spyOn(AccountStates.prototype, 'endExpired').mockResolvedValue();
    const user = await nodes.someone({ username: 'back-again' });
    await suspend(user, { reason: 'For a while.', until: TOMORROW });
    expectProblem(await signIn(user), 'auth.account_suspended', 403);
    expect((await nodes.api.call('GET', `/v1/users/${user.id}`)).status).not.toBe(200);
    await expireSuspension(user);
    for (const node of [nodes.api, nodes.other]) {
      const answer = await signIn(user, node);
      expect([answer.status, answer.body.user.state]).toEqual([200, 'active']);
    }
    expect(await accountOf(user)).toMatchObject({ state: 'active', suspension: null });
  });

  it('has its end recorded once, with the product itself as the actor', async () => {
    const user = await nodes.someone();
    await suspend(user, { reason: 'For a while.', until: TOMORROW });
    await expireSuspension(user);
    await Promise.all([nodes.api, nodes.other].map((node) => node.app.get(ExpiredSuspensions).run()));
    const [ended, begun, ...others] = await stateEvents(user);
    expect(ended).toMatchObject({ actorKind: 'system', facts: { from: 'suspended', to: 'active', expired: true } });
    expect(begun).toMatchObject({ facts: { from: 'active', to: 'suspended', until: TOMORROW } });
    expect(others).toEqual([]);
    const stored = await nodes.database.rows('SELECT 1 FROM users_suspension WHERE user_id = ?', [idToBytes(user.id)]);
    expect(stored).toEqual([]);
  });

  it('has an unrecorded end recorded before another one begins', async () => {
    jest.spyOn(ExpiredSuspensions.prototype, 'run').mockResolvedValue();
    jest.spyOn(AccountStates.prototype, 'endExpired').mockResolvedValue();
    const user = await nodes.someone();
    await suspend(user, { reason: 'First.', until: TOMORROW });
    await expireSuspension(user);
    await suspend(user, { reason: 'Second.' });
    expect((await stateEvents(user)).map(({ facts }) => facts)).toEqual([
      { from: 'active', to: 'suspended' },
      { from: 'suspended', to: 'active', expired: true },
      { from: 'active', to: 'suspended', until: TOMORROW },
    ]);
    expect((await accountOf(user)).suspension).toMatchObject({ reason: 'Second.', until: null });
  });

  it('is replaced by a second one with another reason and end, and is not recorded twice when it is the same', async () => {
    const user = await nodes.someone();
    for (const body of [{ reason: 'First.' }, { reason: 'First.' }, { reason: 'Second.', until: TOMORROW }]) {
      expect((await suspend(user, body)).status).toBe(204);
    }
    expect((await accountOf(user)).suspension).toMatchObject({ reason: 'Second.', until: TOMORROW });
    expect((await stateEvents(user)).map(({ changes }) => changes)).toEqual([
      { reason: { before: 'First.', after: 'Second.' } },
      { reason: { before: null, after: 'First.' } },
    ]);
  });

  it('cannot end in the past', async () => {
    const user = await nodes.someone();
    const answer = await suspend(user, { reason: 'Too late.', until: '2026-01-01T00:00:00Z' });
    expect(faultsOf(answer)).toEqual([422, '/until auth.until_in_past']);
    expect((await accountOf(user)).state).toBe('active');
  });

  it('is part of the export and is erased with the account', async () => {
    const user = await nodes.someone();
    await suspend(user, { reason: 'Unmistakable.', until: TOMORROW });
    const exported = await exportOf(nodes.api.app, user.id);
    expect(exported['users.suspensions']).toMatchObject({ suspension: [{ reason: 'Unmistakable.' }] });
    expect(exported['users.account']).toMatchObject({ account: [{ suspendedUntil: TOMORROW }] });
    await eraseUser(nodes.api.app, user.id);
    expect(await nodes.database.rows('SELECT 1 FROM users_suspension WHERE user_id = ?', [idToBytes(user.id)])).toEqual(
      [],
    );
  });
});
