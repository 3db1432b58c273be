import sharp from 'sharp';
import type { TestUser } from './test-api';
import type { TwoNodes } from './two-nodes';

/** A user with a profile, personal information, a picture, preferences, a role, and an API key. */
export async function richUser(nodes: TwoNodes, more: object = {}): Promise<TestUser> {
  const { api, admin } = nodes;
  const user = await nodes.someone(more);
  const { token } = user;
  await nodes.patch(user, '/v1/me', { displayName: 'Ada <Lovelace>', bio: 'Numbers' });
  const phoneNumbers = [{ number: '+442079460958' }];
  await nodes.patch(user, '/v1/me/personal', { familyName: 'Lovelace', birthDate: '1990-12-10', phoneNumbers });
  await nodes.patch(user, '/v1/me/preferences/board', { theme: 'dark', columns: [1, 2] });
  const image = sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } });
  const raw = new Uint8Array(await image.png().toBuffer());
  await api.call('PUT', '/v1/me/avatar', { token, raw, headers: { 'content-type': 'image/png' } });
  await api.call('POST', '/v1/me/api-keys', { token, body: { name: 'My script', scopes: ['profile:read'] } });
  await api.call('PUT', `/v1/admin/users/${user.id}/roles`, { token: admin.token, body: { roles: ['viewer'] } });
  return user;
}
