import sharp from 'sharp';
import { UserDataWalk, type ExportedItem } from '@platform/user-data/user-data-walk';
import type { TestUser } from '@test/support/test-api';
import { eraseUser, exportOf } from '@test/support/user-data';
import { startTwoNodes, type TwoNodes } from '@test/support/two-nodes';

describe('The data of one user, moved to another account', () => {
  let nodes: TwoNodes;

  beforeAll(async () => {
    nodes = await startTwoNodes();
    const schema = { properties: { theme: { type: 'string' }, pin: { type: 'string', 'x-sealed': true } } };
    const path = '/v1/admin/preference-schemas/ui';
    await nodes.api.call('PUT', path, { token: nodes.admin.token, body: { schema } });
  });
  afterAll(() => nodes.stop());

  const walk = () => nodes.api.app.get(UserDataWalk);

  const preferencesOf = async (user: TestUser) =>
    (await nodes.read(user, '/v1/me/preferences/ui?raw=true')).body.values as object;

  async function rich(): Promise<TestUser> {
    const user = await nodes.someone();
    await nodes.patch(user, '/v1/me', { displayName: 'Ada Lovelace', bio: 'Numbers', locale: 'de' });
    await nodes.patch(user, '/v1/me/personal', { familyName: 'Lovelace', birthDate: '1990-12-10' });
    await nodes.patch(user, '/v1/me/preferences/ui', { theme: 'dark', pin: '1234' });
    const image = sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } });
    const raw = new Uint8Array(await image.png().toBuffer());
    const headers = { 'content-type': 'image/png' };
    expect((await nodes.api.call('PUT', '/v1/me/avatar', { token: user.token, raw, headers })).status).toBe(200);
    const roles = { roles: ['viewer'] };
    await nodes.api.call('PUT', `/v1/admin/users/${user.id}/roles`, { token: nodes.admin.token, body: roles });
    return user;
  }

  it('can be imported from an export: profile, avatar and personal data, but no role and no session', async () => {
    const [ada, other] = [await rich(), await nodes.someone()];
    const items: ExportedItem[] = [];
    for await (const item of walk().export(ada.id)) items.push(item);
    const outcomes = new Map<string, unknown>();
    for (const item of items) outcomes.set(`${item.provider} ${item.item.kind}`, await walk().import(other.id, item));
    await eraseUser(nodes.api.app, ada.id);

    expect(Object.fromEntries(outcomes)).toMatchObject({
      'users.account account': 'imported',
      'users.account avatar': 'imported',
      'users.personal personal': 'imported',
      'preferences preferences': 'imported',
      'access role': { skipped: 'Only an administrator assigns roles.' },
      'auth.sessions session': { skipped: expect.any(String) },
      'events activity': { skipped: expect.any(String) },
    });
    const me = (await nodes.read(other, '/v1/me')).body;
    expect(me).toMatchObject({
      displayName: 'Ada Lovelace',
      bio: 'Numbers',
      locale: 'de',
      roles: [],
      email: other.email,
    });
    expect((await nodes.api.call('GET', new URL(me.avatarUrl).pathname)).status).toBe(200);
    expect(await preferencesOf(other)).toEqual({ theme: 'dark', pin: '1234' });
    const personal = (await nodes.read(other, '/v1/me/personal')).body;
    expect(personal).toMatchObject({ familyName: 'Lovelace', birthDate: '1990-12-10' });
  });

  it('is reassigned for every provider, repeatably, and stays when the former key and account are gone', async () => {
    const [ada, other] = [await rich(), await nodes.someone()];
    for (let time = 0; time < 2; time++) await walk().reassign(ada.id, other.id);
    const left = await exportOf(nodes.api.app, ada.id);
    expect(left['users.personal']).toBeUndefined();
    expect(left['access'].role).toMatchObject([{ role: 'viewer' }]);
    await eraseUser(nodes.api.app, ada.id);

    expect((await nodes.read(other, '/v1/me/personal')).body).toMatchObject({ familyName: 'Lovelace' });
    expect((await nodes.read(other, '/v1/me')).body).toMatchObject({ displayName: null, roles: [] });
    expect(await preferencesOf(other)).toEqual({ theme: 'dark', pin: '1234' });
  });

  it('stays with the former account if the other account has its own', async () => {
    const [ada, other] = [await rich(), await nodes.someone()];
    await nodes.patch(other, '/v1/me/personal', { familyName: 'Byron' });
    await nodes.patch(other, '/v1/me/preferences/ui', { theme: 'light' });
    await walk().reassign(ada.id, other.id);
    expect(await preferencesOf(other)).toEqual({ theme: 'light' });
    expect((await nodes.read(other, '/v1/me/personal')).body.familyName).toBe('Byron');
    expect((await nodes.read(ada, '/v1/me/personal')).body.familyName).toBe('Lovelace');
  });

  it('is not imported under the name of an unknown provider', async () => {
    const other = await nodes.someone();
    const item = { provider: 'unheard.of', item: { kind: 'thing', data: {} } };
    expect(await walk().import(other.id, item)).toEqual({
      skipped: 'There is no user-data provider named unheard.of.',
    });
  });
});
