import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { TestApi, type TestUser } from '@test/support/test-api';

describe('__Name__', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());

  const add = (user: TestUser, text: string) =>
    api.call('POST', '/v1/me/__name__', { token: user.token, body: { text } });
  const list = async (user: TestUser, query = '') =>
    (await api.call('GET', `/v1/me/__name__${query}`, { token: user.token })).body;
  const keeper = () => {
    const found = api.app
      .get(UserDataRegistry)
      .keepers()
      .find(({ feature }) => feature === '__name__');
    if (!found) throw new Error('__name__ has no keeper.');
    return found;
  };

  it('keeps what a user adds, newest first, page by page', async () => {
    const user = await api.register('writer');
    for (const text of ['one', 'two', 'three']) expect((await add(user, text)).status).toBe(201);
    const first = await list(user, '?limit=2');
    expect(first.items.map((entry: { text: string }) => entry.text)).toEqual(['three', 'two']);
    const second = await list(user, `?limit=2&cursor=${first.nextCursor}`);
    expect(second.items.map((entry: { text: string }) => entry.text)).toEqual(['one']);
    expect(second.nextCursor).toBeNull();
  });

  it('does not show or remove entries of other users', async () => {
    const [owner, stranger] = [await api.register('owner'), await api.register('stranger')];
    const { id } = (await add(owner, 'mine')).body;
    expect((await list(stranger)).items).toEqual([]);
    expect((await api.call('DELETE', `/v1/me/__name__/${id}`, { token: stranger.token })).status).toBe(404);
    expect((await api.call('DELETE', `/v1/me/__name__/${id}`, { token: owner.token })).status).toBe(204);
    expect((await list(owner)).items).toEqual([]);
    const foreign = await api.call('GET', `/v1/admin/users/${owner.id}/__name__`, { token: stranger.token });
    expect(foreign.body.code).toBe('access.not_allowed');
  });

  it('lets staff who may read it', async () => {
    const [user, admin] = [await api.register('read'), await api.administrator()];
    await add(user, 'seen');
    const seen = await api.call('GET', `/v1/admin/users/${user.id}/__name__`, { token: admin.token });
    expect(seen.body.items[0].text).toBe('seen');
  });

  it('tells what happened', async () => {
    const user = await api.register('recorded');
    await add(user, 'news');
    const { items } = (await api.call('GET', '/v1/me/activity', { token: user.token })).body;
    expect(items[0].action).toBe('__name__.entry_added');
  });

  it('exports and erases what it keeps of one user', async () => {
    const [user, stays] = [await api.register('leaves'), await api.register('stays')];
    await add(user, 'unmistakable words');
    await add(stays, 'still here');
    expect(JSON.stringify(await keeper().export(user.id))).toContain('unmistakable words');
    for (let time = 0; time < 2; time++) await keeper().erase(user.id);
    expect(await keeper().export(user.id)).toEqual({ entries: [] });
    expect((await list(stays)).items).toHaveLength(1);
  });
});
