import { decode } from 'jsonwebtoken';
import { Keyring } from '@platform/vault/keyring/keyring';
import type { Purpose } from '@platform/vault/keyring/ring-key';
import { ReWrap } from '@platform/vault/re-wrap/re-wrap';
import { PASSWORD, TestApi } from '@test/support/test-api';

describe('Rotating keys while users are signed in', () => {
  let api: TestApi;
  let other: TestApi;

  beforeAll(async () => {
    api = await TestApi.start();
    other = await api.secondNode();
  });
  afterAll(async () => {
    await other.stop();
    await api.stop();
  });

  it.each<Purpose>(['signing', 'refresh', 'sealing', 'pepper', 'blind-index', 'cursor', 'system'])(
    'of %s ends no session and loses no data, on either node',
    async (purpose) => {
      const user = await api.register(`rotates-${purpose}`, { displayName: 'Before' });
      await api.call('PATCH', '/v1/me', { token: user.token, body: { bio: 'kept' } });
      const before = api.app.get(Keyring).current(purpose).id;
      const page = await api.call('GET', '/v1/me/activity?limit=1', { token: user.token });
      const idempotent = { body: { action: 'app.once' }, headers: { 'idempotency-key': `rotation-${purpose}` } };
      await api.call('POST', '/v1/activity', { token: user.token, ...idempotent });

      await api.app.get(Keyring).rotate(purpose);
      if (purpose === 'sealing') await api.app.get(ReWrap).run(() => undefined);
      expect(api.app.get(Keyring).current(purpose).id).not.toBe(before);
      expect(other.app.get(Keyring).current(purpose).id).toBe(api.app.get(Keyring).current(purpose).id);

      for (const node of [other, api]) {
        const me = await node.call('GET', '/v1/me', { token: user.token });
        expect(me.body).toMatchObject({ email: user.email, bio: 'kept' });
        expect((await node.login(user.email)).id).toBe(user.id);
        const next = await node.call('GET', `/v1/me/activity?limit=1&cursor=${page.body.nextCursor}`, {
          token: user.token,
        });
        expect(next.status).toBe(200);
        const repeated = await node.call('POST', '/v1/activity', { token: user.token, ...idempotent });
        expect(repeated.headers.get('idempotency-replayed')).toBe('true');
        const taken = await node.call('POST', '/v1/auth/register', { body: { email: user.email, password: PASSWORD } });
        expect(taken.body.code).toBe('users.email_taken');
      }
      const refreshed = await other.call('POST', '/v1/auth/refresh', { body: { refreshToken: user.refreshToken } });
      expect(refreshed.status).toBe(200);
      const again = await api.call('POST', '/v1/auth/refresh', { body: { refreshToken: refreshed.body.refreshToken } });
      expect(again.status).toBe(200);
    },
  );

  it('publishes the old and the new signing key, and signs with the new one', async () => {
    const previous = api.app.get(Keyring).current('signing').id;
    await api.app.get(Keyring).rotate('signing');
    const { keys } = (await other.call('GET', '/.well-known/jwks.json')).body;
    const keyIds = keys.map(({ kid }: { kid: string }) => kid);
    const user = await other.register('new-key');
    expect(keyIds).toContain(previous);
    expect(keyIds[0]).toBe(decode(user.token, { complete: true })?.header.kid);
    expect(keyIds[0]).not.toBe(previous);
  });
});
