import { randomBytes } from 'node:crypto';
import { Keyring } from '@platform/vault/keyring/keyring';
import { TestApi } from '@test/support/test-api';

describe('A node without the master key of a new key', () => {
  const [k1, k2] = ['k1', 'k2'].map((id) => `${id}:${randomBytes(32).toString('base64')}`);
  let node: TestApi;
  let restarted: TestApi;

  beforeAll(async () => {
    node = await TestApi.start({ MASTER_KEYS: k1 });
    restarted = await node.secondNode({ MASTER_KEYS: `${k2},${k1}` });
  });
  afterAll(async () => {
    await restarted.stop();
    await node.stop();
  });

  const readinessOf = async (api: TestApi) => {
    const { status, body } = await api.call('GET', '/health/ready');
    const { state } = body.dependencies.find(({ name }: { name: string }) => name === 'master-keys');
    return [status, state];
  };

  it('is not ready and rejects no valid token, until it can decrypt all keys again', async () => {
    const before = await node.register('before-the-rotation');
    await restarted.app.get(Keyring).rotate('signing');
    await restarted.app.get(Keyring).rotate('refresh');
    const after = await restarted.login(before.email);

    expect([await readinessOf(node), await readinessOf(restarted)]).toEqual([
      [503, 'down'],
      [200, 'up'],
    ]);
    const read = (token: string) => node.call('GET', '/v1/me', { token });
    expect(await read(after.token)).toMatchObject({ status: 503, body: { code: 'service.unavailable' } });
    expect((await read(before.token)).status).toBe(200);
    const refresh = () => node.call('POST', '/v1/auth/refresh', { body: { refreshToken: after.refreshToken } });
    expect(await refresh()).toMatchObject({ status: 503, body: { code: 'service.unavailable' } });

    const former = await node.secondNode({ MASTER_KEYS: `${k1},${k2}` });
    await former.app.get(Keyring).rotateMaster();
    await former.stop();
    await node.app.get(Keyring).reload();
    expect(await readinessOf(node)).toEqual([200, 'up']);
    expect((await read(after.token)).status).toBe(200);
    expect((await refresh()).status).toBe(200);
  });
});
