import { TestApi } from '@test/support/test-api';

/** Run by `npm run test:redis`, which brings a Redis. */
describe('Limits counted in Redis', () => {
  const REDIS = process.env.TEST_REDIS_SOCKET as string;
  const settings = { RATE_LIMIT_SCALE: '1', RATE_LIMITS: 'getProfile=20/3600', REDIS_URL: `unix://${REDIS}` };

  const admitted = async (nodes: readonly [TestApi, TestApi], token: string) => {
    const calls = Array.from({ length: 100 }, (_, i) => nodes[i % 2 ? 1 : 0].call('GET', '/v1/me', { token }));
    return (await Promise.all(calls)).filter(({ status }) => status === 200).length;
  };

  it('are exact over two nodes, however parallel', async () => {
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

  it('hold on each node by itself when Redis is away, and no client notices', async () => {
    const api = await TestApi.start({ ...settings, REDIS_URL: `unix://${REDIS}.gone` });
    try {
      const user = await api.register('alone');
      expect(await admitted([api, api], user.token)).toBe(20);
    } finally {
      await api.stop();
    }
  });
});
