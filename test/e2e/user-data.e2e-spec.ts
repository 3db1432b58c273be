import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { FileStore } from '@platform/files/file-store';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { eraseUser, exportOf } from '@test/support/user-data';
import { idToBytes } from '@platform/ids/ids';
import type { TestUser } from '@test/support/test-api';
import { until, startTwoNodes, type TwoNodes } from '@test/support/two-nodes';

describe('The data of one user', () => {
  let nodes: TwoNodes;
  let api: TwoNodes['api'];
  let admin: TwoNodes['admin'];
  let database: TwoNodes['database'];
  let someone: TwoNodes['someone'];
  let patch: TwoNodes['patch'];

  beforeAll(async () => {
    nodes = await startTwoNodes();
    ({ api, admin, database, someone, patch } = nodes);
  });
  afterAll(() => nodes.stop());
  const hasFile = async (avatarUrl: string) => {
    const folder = join(api.app.get(RuntimeConfig).dataDir, 'files');
    const file = new URL(avatarUrl).pathname.split('/').at(-1) as string;
    return (await readdir(folder, { recursive: true })).some((name) => name.endsWith(file));
  };
  const withAvatar = async (user: TestUser): Promise<string> => {
    const png = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const headers = { 'content-type': 'image/png' };
    return (await api.call('PUT', '/v1/me/avatar', { token: user.token, raw: new Uint8Array(png), headers })).body
      .avatarUrl;
  };
  const account = () => api.app.get(UserDataRegistry).provider('users.account');

  it('loses its picture even if the erasure is killed right after its transaction', async () => {
    const user = await someone();
    const avatarUrl = await withAvatar(user);
    const removing = jest.spyOn(api.app.get(FileStore), 'remove').mockRejectedValueOnce(new Error('killed'));
    await account()
      ?.erase(user.id)
      .catch(() => undefined);
    await until(async () => !(await hasFile(avatarUrl)));
    removing.mockRestore();
  });

  it('is exported completely, including hidden attributes, and erased completely, repeatably', async () => {
    const score = { type: 'integer', 'x-access': { read: ['admin'], write: ['admin'] } };
    await api.call('PUT', '/v1/admin/attribute-schema', {
      token: admin.token,
      body: { schema: { properties: { score } } },
    });
    const user = await someone({ username: 'leaving' });
    const avatarUrl = await withAvatar(user);
    await patch(user, '/v1/me/personal', { givenName: 'Leaving', phoneNumbers: [{ number: '+442079460958' }] });
    await patch(admin, `/v1/admin/users/${user.id}/personal`, { attributes: { score: 3 } });
    const exported = await exportOf(api.app, user.id);
    expect(exported['users.account']).toMatchObject({
      account: [{ id: user.id, username: 'leaving', email: user.email, avatarUrl }],
      avatar: ['avatar.webp'],
    });
    expect(exported['users.personal'].personal).toMatchObject([
      { givenName: 'Leaving', phoneNumbers: [{ number: '+442079460958' }], attributes: { score: 3 } },
    ]);
    await eraseUser(api.app, user.id);
    expect(await hasFile(avatarUrl)).toBe(false);
    await eraseUser(api.app, user.id);
    expect(await exportOf(api.app, user.id)).toEqual({ events: expect.anything() });
    for (const [table, column] of [
      ['users_account', 'id'],
      ['users_email_index', 'user_id'],
      ['users_personal', 'user_id'],
    ]) {
      expect(await database.rows(`SELECT * FROM ${table} WHERE ${column} = ?`, [idToBytes(user.id)])).toEqual([]);
    }
    expect((await api.call('GET', new URL(avatarUrl).pathname)).status).toBe(404);
  });
});
