import { HashQueue } from '../../libs/features/auth/password/hash-queue';
import { PASSWORD, TestApi, type Answer, type TestUser } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';

const AT_ONCE = 30;
const QUEUE = 3;
/** Slow enough that the flood is over before the first few hashes are. */
const SLOW = {
  TRUSTED_PROXIES: '127.0.0.1',
  ARGON2_MEMORY_KIB: '65536',
  ARGON2_PASSES: '6',
  HASHES_AT_ONCE: '1',
  HASH_QUEUE: String(QUEUE),
};

// Hashing takes several times as long on a machine that is busy with other work.
jest.setTimeout(150_000);

describe('A flood of sign-ins', () => {
  let api: TestApi;
  const users: TestUser[] = [];

  beforeAll(async () => {
    api = await TestApi.start(SLOW);
    // Each has a sign-in under way at the same time as all others; so many of one account would be guessing.
    for (let n = 0; n < AT_ONCE; n++) users.push(await api.register(`patient-${n}`));
  });
  afterAll(() => api.stop());

  const login = (email: string, n = 0, node = api): Promise<Answer> =>
    node.call('POST', '/v1/auth/login', {
      body: { email, password: PASSWORD },
      headers: { 'x-forwarded-for': `203.0.113.${n}` },
    });
  const emailOf = (n: number) => users[n]?.email as string;
  const flood = (email = emailOf) => Promise.all(Array.from({ length: AT_ONCE }, (_, n) => login(email(n), n)));
  const statuses = (answers: readonly Answer[]) => new Set(answers.map(({ status }) => status));

  it('is taken up to a bound, and the rest is told to come again, with the time to wait', async () => {
    const answers = await flood();
    const refused = answers.filter(({ status }) => status === 503);
    expect(statuses(answers)).toEqual(new Set([200, 503]));
    expect(refused.length).toBeGreaterThan(AT_ONCE / 2);
    expect(new Set(refused.map(({ body }) => body.code as string))).toEqual(new Set(['service.overloaded']));
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(1);
    for (const { headers } of refused) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('answers service.overloaded when a sign-in waits until its deadline', async () => {
    const hurried = await api.secondNode({ REQUEST_MS: '3000' });
    let release = () => {};
    const blocked = hurried.app.get(HashQueue).run(() => new Promise<void>((resolve) => (release = resolve)));
    const answer = await login(emailOf(0), 0, hurried);
    release();
    await blocked;
    await hurried.stop();
    expect([answer.status, answer.body.code]).toEqual([503, 'service.overloaded']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('never makes more wait than the bound', async () => {
    const { waiting } = api.app.get<HashQueue, { readonly waiting: unknown[] }>(HashQueue);
    const lengths: number[] = [];
    waiting.push = (...entries) => {
      waiting.splice(waiting.length, 0, ...entries);
      return lengths.push(waiting.length);
    };
    await flood();
    expect(Math.max(...lengths)).toBe(QUEUE);
    await until(async () => waiting.length === 0);
  });

  it('does not affect requests that need no hash', async () => {
    const flooding = flood();
    let pending = true;
    void flooding.finally(() => (pending = false));
    const reads = [];
    while (pending) reads.push((await api.call('GET', '/v1/me', { token: users[0]?.token })).status);
    await flooding;
    expect(reads.length).toBeGreaterThan(3);
    expect(new Set(reads)).toEqual(new Set([200]));
  });

  it('does not count as guessing: rejected users can sign in afterwards', async () => {
    // Eleven of one account from one network would be enough for the brake.
    for (let round = 0; round < 12; round++) await flood();
    for (let n = 0; n < AT_ONCE; n += 10) expect((await login(emailOf(n), n)).status).toBe(200);
  });

  it('does not tell which accounts exist', async () => {
    const answers = await flood((n) => (n % 2 ? emailOf(n) : `nobody-${n}@example.com`));
    for (const rest of [0, 1]) {
      const codes = answers.filter((_, n) => n % 2 === rest).map(({ body }) => body.code as string | undefined);
      expect(codes).toContain('service.overloaded');
    }
  });
});
