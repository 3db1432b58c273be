import { expectProblem } from '@test/support/expect-problem';
import { TestApi, type Answer } from '@test/support/test-api';

describe('Rate limiting', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());

  it('limits every route by account or network and reports the limit', async () => {
    const limited = await api.secondNode({
      RATE_LIMIT_SCALE: '1',
      RATE_LIMITS: 'getProfile=3/3600,getLiveness=2/3600',
    });
    try {
      const user = await limited.register('limited');
      const answers = [];
      for (let i = 0; i < 4; i++) answers.push(await limited.call('GET', '/v1/me', { token: user.token }));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
      expect(answers[0]?.headers.get('ratelimit')).toMatch(/^"getProfile";r=2;t=\d+$/);
      expect(answers[0]?.headers.get('ratelimit-policy')).toBe('"getProfile";q=3;w=3600');
      expectProblem(answers[3] as Answer, 'request.rate_limited', 429);
      expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(0);
      // Neither another token of the account nor an invented network resets the limit.
      const again = await limited.login(user.email);
      expect((await limited.call('GET', '/v1/me', { token: again.token })).status).toBe(429);
      const live = [];
      for (let i = 0; i < 3; i++) {
        live.push(await limited.call('GET', '/health/live', { headers: { 'x-forwarded-for': `192.0.2.${i}` } }));
      }
      expect(live.map(({ status }) => status)).toEqual([200, 200, 429]);
    } finally {
      await limited.stop();
    }
  });

  it('does not reset the limit for a client whose proxy forwards an invalid address', async () => {
    const limited = await api.secondNode({
      RATE_LIMIT_SCALE: '1',
      RATE_LIMITS: 'getReadiness=2/3600',
      TRUSTED_PROXIES: '127.0.0.1',
    });
    try {
      const from = async (words: string) =>
        (await limited.call('GET', '/health/ready', { headers: { 'x-forwarded-for': words } })).status;
      const statuses = [];
      for (const words of ['invalid-1', 'invalid-2', 'invalid-3', '198.51.100.7']) statuses.push(await from(words));
      expect(statuses).toEqual([200, 200, 429, 200]);
    } finally {
      await limited.stop();
    }
  });

  it('shares limits between nodes', async () => {
    const settings = { RATE_LIMIT_SCALE: '1', RATE_LIMITS: 'getProfile=4/3600' };
    const [one, two] = [await api.secondNode(settings), await api.secondNode(settings)];
    try {
      const user = await one.register('shared');
      const answers = [];
      for (let i = 0; i < 8; i++) answers.push(await (i % 2 ? one : two).call('GET', '/v1/me', { token: user.token }));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    } finally {
      await one.stop();
      await two.stop();
    }
  });
});
