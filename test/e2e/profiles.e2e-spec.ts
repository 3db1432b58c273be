import { idToBytes } from '@platform/ids/ids';
import { Vault } from '@platform/vault/vault';
import { startTwoNodes, type TwoNodes } from '@test/support/two-nodes';

describe('Profiles', () => {
  let nodes: TwoNodes;
  let other: TwoNodes['other'];
  let someone: TwoNodes['someone'];
  let read: TwoNodes['read'];
  let patch: TwoNodes['patch'];

  beforeAll(async () => {
    nodes = await startTwoNodes();
    ({ other, someone, read, patch } = nodes);
  });
  afterAll(() => nodes.stop());
  it('have a history that the user can read', async () => {
    const user = await someone();
    await patch(user, '/v1/me', { displayName: 'Ada', bio: 'one' });
    await patch(user, '/v1/me', { displayName: null });
    const { body } = await read(user, '/v1/me/activity?action=users.profile_changed');
    expect(body.items.map((item: { changes: unknown }) => item.changes)).toEqual([
      { displayName: { before: 'Ada', after: null } },
      { displayName: { before: null, after: 'Ada' }, bio: { before: null, after: 'one' } },
    ]);
  });

  it('keep all concurrent patches of different fields', async () => {
    const user = await someone();
    await Promise.all([
      patch(user, '/v1/me', { displayName: 'Ada' }),
      patch(user, '/v1/me', { bio: 'Numbers' }, {}, other),
      patch(user, '/v1/me', { locale: 'de' }),
      patch(user, '/v1/me', { username: 'parallel-ada' }, {}, other),
    ]);
    expect((await read(user, '/v1/me')).body).toMatchObject({
      displayName: 'Ada',
      bio: 'Numbers',
      locale: 'de',
      username: 'parallel-ada',
    });
  });

  it('are never served stale once another node, or only the database, has changed them', async () => {
    const user = await someone();
    const { database } = nodes;
    for (let round = 0; round < 20; round++) {
      const first = await read(user, '/v1/me');
      expect((await read(user, '/v1/me')).body).toEqual(first.body);
      await patch(user, '/v1/me', { bio: `round ${round}` }, {}, other);
      expect((await read(user, '/v1/me')).body).toMatchObject({
        ...first.body,
        bio: `round ${round}`,
        updatedAt: expect.any(String),
      });
    }
    await database.write('UPDATE users_account SET bio = ?, version = version + 1 WHERE id = ?', [
      'changed by SQL',
      idToBytes(user.id),
    ]);
    expect((await read(user, '/v1/me')).body.bio).toBe('changed by SQL');
  });

  it('contain no address once the key is destroyed, even after a recent read', async () => {
    const user = await someone();
    for (let time = 0; time < 2; time++) expect((await read(user, '/v1/me')).body.email).toBe(user.email);
    await nodes.other.app.get(Vault).destroyUserKey(user.id);
    expect((await read(user, '/v1/me')).body).toMatchObject({ id: user.id, email: null });
  });

  it('do not contain private data for others', async () => {
    const [user, other] = [await someone({ username: 'seen-by-others' }), await someone()];
    const { body } = await read(other, `/v1/users/${user.id}`);
    expect(Object.keys(body).sort()).toEqual(['avatarUrl', 'bio', 'createdAt', 'displayName', 'id', 'username']);
    expect((await read(other, '/v1/users?username=SEEN-by-others')).body.items).toEqual([body]);
  });
});
