import { TestApi } from '@test/support/test-api';

describe('Time', () => {
  let api: TestApi;

  beforeAll(async () => {
    // A hash that costs next to nothing: whatever difference the rest makes is not hidden behind it.
    api = await TestApi.start({ TRUSTED_PROXIES: '127.0.0.1' });
  });
  afterAll(() => api.stop());

  it('does not tell whether an account exists', async () => {
    const SAMPLES = 200;
    for (let i = 0; i < 20; i++) await api.register(`known${i}`);
    const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
    for (let i = 0; i < SAMPLES * 2; i++) {
      const kind = i % 2 ? 'known' : 'unknown';
      const headers = { 'x-forwarded-for': `10.${i >> 8}.${i & 255}.1` };
      const body = { email: `${kind}${(i >> 1) % 20}@example.com`, password: 'wrong wrong wrong' };
      const begun = performance.now();
      const { status } = await api.call('POST', '/v1/auth/login', { body, headers });
      times[kind].push(performance.now() - begun);
      expect(status).toBe(401);
    }
    const warm = (list: number[]) => list.slice(SAMPLES / 4).sort((a, b) => a - b);
    const median = (list: number[]) => list[Math.floor(list.length / 2)] as number;
    const ratio = median(warm(times.known)) / median(warm(times.unknown));
    expect(ratio).toBeGreaterThan(0.75);
    expect(ratio).toBeLessThan(1.33);
  });
});
