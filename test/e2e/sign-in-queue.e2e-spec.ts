import { hash } from '@node-rs/argon2';
import { HashQueue } from '@features/auth/password/hash-queue';
import { PASSWORD, TestApi, type Answer, type TestUser } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';

const AT_ONCE = 30;
const QUEUE = 3;
const SMALL_QUEUE = { TRUSTED_PROXIES: '127.0.0.1', HASHES_AT_ONCE: '1', HASH_QUEUE: String(QUEUE) };
/** Half a second of one core. */
const SLOW_HASH = { memoryCost: 65_536, timeCost: 12, parallelism: 1 };

describe('A flood of sign-ins', () => {
  let api: TestApi;
  const users: TestUser[] = [];

  beforeAll(async () => {
    api = await TestApi.start(SMALL_QUEUE);
    // Each account has a sign-in at the same time; so many for one account would count as failed attempts.
    for (let n = 0; n < AT_ONCE; n++) users.push(await api.register(`patient-${n}`));
  });
  afterAll(() => api.stop());

  const login = (email: string, n = 0, node = api): Promise<Answer> =>
    node.call('POST', '/v1/auth/login', {
      body: { email, password: PASSWORD },
      headers: { 'x-forwarded-for': `203.0.113.${n}` },
    });
  const emailOf = (n: number) => users[n]?.email as string;
  /** Occupies the one slot for hashes until it is released. */
  const holdSlot = (node = api) => {
    let release = () => {};
    const held = node.app.get(HashQueue).run(() => new Promise<void>((resolve) => (release = resolve)));
    return async () => {
      release();
      await held;
    };
  };
  /** All sign-ins arrive before any hash is finished: the slot is released when all rejected ones are answered. */
  const flood = async (email = emailOf, meanwhile = async () => {}) => {
    const release = holdSlot();
    let answered = 0;
    const answers = Array.from({ length: AT_ONCE }, (_, n) => login(email(n), n).finally(() => answered++));
    await until(async () => answered === AT_ONCE - QUEUE, 60_000);
    await meanwhile();
    await release();
    return Promise.all(answers);
  };
  const statuses = (answers: readonly Answer[]) => new Set(answers.map(({ status }) => status));

  it('is accepted up to a limit, and the rest get a Retry-After', async () => {
    const answers = await flood();
    const refused = answers.filter(({ status }) => status === 503);
    expect(statuses(answers)).toEqual(new Set([200, 503]));
    expect(refused).toHaveLength(AT_ONCE - QUEUE);
    expect(new Set(refused.map(({ body }) => body.code as string))).toEqual(new Set(['service.overloaded']));
    for (const { headers } of refused) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('answers service.overloaded when a sign-in waits until its deadline', async () => {
    const shortDeadline = await api.secondNode({ REQUEST_MS: '3000' });
    const release = holdSlot(shortDeadline);
    const answer = await login(emailOf(0), 0, shortDeadline);
    await release();
    await shortDeadline.stop();
    expect([answer.status, answer.body.code]).toEqual([503, 'service.overloaded']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('never queues more sign-ins than the limit', async () => {
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
    const read = async () => (await api.call('GET', '/v1/me', { token: users[0]?.token })).status;
    await flood(emailOf, async () => {
      for (let n = 0; n < 4; n++) expect(await read()).toBe(200);
    });
    // A hash that is being computed does not affect them either.
    let computing = true;
    const hashing = api.app.get(HashQueue).run(() => hash(PASSWORD, SLOW_HASH));
    void hashing.finally(() => (computing = false));
    expect(await read()).toBe(200);
    expect(computing).toBe(true);
    await hashing;
  });

  it('does not count as failed attempts: rejected users can sign in afterwards', async () => {
    // Eleven failed attempts at one account from one network would be throttled.
    for (let round = 0; round < 12; round++) await flood();
    for (let n = 0; n < AT_ONCE; n += 10) expect((await login(emailOf(n), n)).status).toBe(200);
  });

  it('does not reveal which accounts exist', async () => {
    const answers = await flood((n) => (n % 2 ? emailOf(n) : `unknown-${n}@example.com`));
    for (const rest of [0, 1]) {
      const codes = answers.filter((_, n) => n % 2 === rest).map(({ body }) => body.code as string | undefined);
      expect(codes).toContain('service.overloaded');
    }
  });
});
