import { TestApi } from '@test/support/test-api';

/** Runs in `npm run test:redis`, which provides Redis. */
describe('Limits counted in Redis', () => {
  const REDIS = process.env.TEST_REDIS_SOCKET as string;
  const settings = { RATE_LIMIT_SCALE: '1', RATE_LIMITS: 'getProfile=20/3600', REDIS_URL: `unix://${REDIS}` };

  const admitted = async (nodes: readonly [TestApi, TestApi], token: string) => {
    const calls = Array.from({ length: 100 }, (_, i) => nodes[i % 2 ? 1 : 0].call('GET', '/v1/me', { token }));
    return (await Promise.all(calls)).filter(({ status }) => status === 200).length;
  };

  it('are exact over two nodes with concurrent requests', async () => {
    const one = await TestApi.start(settings);
    const two = await one.secondNode();
    try {
      const user = await one.register('shared');
      expect(await admitted([one, two], user.token)).toBe(20);
    } finally {
      await two.stop();
      await one.stop();
    }
  });

  it('apply on each node separately when Redis is unavailable, without errors for clients', async () => {
    const api = await TestApi.start({ ...settings, REDIS_URL: `unix://${REDIS}.gone` });
    try {
      const user = await api.register('alone');
      expect(await admitted([api, api], user.token)).toBe(20);
    } finally {
      await api.stop();
    }
  });
});
