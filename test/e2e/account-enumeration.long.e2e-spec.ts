import { Jobs } from '@platform/jobs/jobs';
import { Chance } from '@test/support/chance';
import { PASSWORD, type Answer } from '@test/support/test-api';
import { PasskeyClient } from '@test/support/with-passkeys';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const chance = new Chance('account-enumeration');

/** The number of requests on each route, about half of them for each kind of address. */
const SAMPLES = 1000;
const LIMIT_MS = 120_000;
const ACCOUNTS = 40;
/** Headers that differ in every answer. */
const VARIES = /^(x-request-id|date|ratelimit|connection|keep-alive)$/;

type Kind = 'existing' | 'missing';

/**
 * Requests of unauthenticated callers about an address have the same body, headers and time, whether it has an account.
 * The kinds of addresses alternate randomly, so that the deferred work of one kind does not always slow down the other.
 */
describe('The response does not reveal whether an address has an account', () => {
  let nodes: NodesWithMail;

  beforeAll(async () => {
    nodes = await startWithMail({ REGISTRATION: 'verify-first' }, { asShipped: true });
    const open = await nodes.api.secondNode({ REGISTRATION: 'open' });
    const passkeys = new PasskeyClient(nodes.api);
    for (let n = 0; n < ACCOUNTS; n++) await passkeys.registered(await open.register(`existing-${n}`));
    await open.stop();
  });
  afterAll(() => nodes.stop());

  const requestTo =
    (path: string, body: (email: string) => object, token?: () => string) => (email: string, network: string) =>
      nodes.api.call('POST', path, { body: body(email), headers: { 'x-forwarded-for': network }, token: token?.() });
  const newPassword = 'eleven quiet harbour lights';
  const code = '0000 0000';

  const REQUESTS: Record<string, (email: string, network: string) => Promise<Answer>> = {
    'a password reset': requestTo('/v1/recovery/password', (email) => ({ email })),
    'a verification': requestTo('/v1/recovery/email', (email) => ({ email })),
    'a registration': requestTo('/v1/auth/register', (email) => ({ email, password: PASSWORD })),
    'a sign-in link': requestTo('/v1/auth/magic-link', (email) => ({ email })),
    'a sign-in code': requestTo('/v1/auth/email-code', (email) => ({ email })),
    'an email change': requestTo(
      '/v1/me/email',
      (email) => ({ email }),
      () => nodes.admin.token,
    ),
  };
  const SIGNING_IN = requestTo('/v1/auth/login', (email) => ({ email, password: 'wrong wrong wrong' }));
  const PASSKEY_OPTIONS = requestTo('/v1/auth/passkeys/options', (email) => ({ email }));
  /** Sent after each kind of request for the address. */
  const WRONG_CODES: Record<string, (email: string, network: string) => Promise<Answer>> = {
    'a password reset': requestTo('/v1/recovery/password/confirm', (email) => ({ email, code, newPassword })),
    'a verification': requestTo('/v1/recovery/email/confirm', (email) => ({ email, code })),
    'a registration': requestTo('/v1/auth/register/confirm', (email) => ({ email, code, password: PASSWORD })),
    'a sign-in': requestTo('/v1/auth/email-code/confirm', (email) => ({ email, code })),
  };

  /** Resets the limits, because a rejected attempt or request would do less work. */
  const resetLimits = () => nodes.database.write('UPDATE platform_one_time SET tries = 0, issued = 0');

  const compare = async (call: (typeof REQUESTS)[string], shapeOf = wholeOf) => {
    const times: Record<Kind, number[]> = { existing: [], missing: [] };
    const shapes: Record<Kind, Set<string>> = { existing: new Set(), missing: new Set() };
    for (let n = 0; n < SAMPLES; n++) {
      const kind: Kind = chance.next() < 0.5 ? 'existing' : 'missing';
      await resetLimits();
      const begun = performance.now();
      const answer = await call(`${kind}-${n % ACCOUNTS}@example.com`, `10.${n >> 8}.${n & 255}.1`);
      times[kind].push(performance.now() - begun);
      shapes[kind].add(shapeOf(answer));
    }
    expect([...shapes.existing]).toEqual([...shapes.missing]);
    expect(shapes.existing.size).toBe(1);
    // The tolerance is what two random halves of all times differ by.
    const difference = Math.abs(median(times.existing) - median(times.missing));
    expect(difference).toBeLessThan(allowedByChance([...times.existing, ...times.missing]));
    await untilIdle();
  };

  it.each(Object.keys(REQUESTS))(
    'when %s is requested',
    async (what) => {
      await compare(REQUESTS[what] as (typeof REQUESTS)[string]);
    },
    LIMIT_MS,
  );

  it.each(Object.keys(WRONG_CODES))(
    'when a wrong code for %s is sent',
    async (what) => {
      await compare(WRONG_CODES[what] as (typeof REQUESTS)[string]);
    },
    LIMIT_MS,
  );

  // A hash costs almost nothing in tests, so it cannot hide a difference in the rest.
  it('when a password is wrong', () => compare(SIGNING_IN), LIMIT_MS);

  it('when passkey options are requested', () => compare(PASSKEY_OPTIONS, headOf), LIMIT_MS);

  it('is measured precisely enough to detect a difference of a tenth of a millisecond in a fast answer', () => {
    const fast = Array.from({ length: SAMPLES / 2 }, () => 1 + chance.next() * 0.2);
    const slower = Array.from({ length: SAMPLES / 2 }, () => 1.1 + chance.next() * 0.2);
    expect(Math.abs(median(fast) - median(slower))).toBeGreaterThan(allowedByChance([...fast, ...slower]));
  });

  async function untilIdle(): Promise<void> {
    const end = performance.now() + 60_000;
    for (;;) {
      const { ready, running } = await nodes.api.app.get(Jobs).backlog();
      if (ready + running === 0) return;
      if (performance.now() > end) throw new Error(`${ready + running} jobs still wait.`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
});

function wholeOf({ status, headers, body, text }: Answer): string {
  const kept = [...headers].filter(([name]) => !VARIES.test(name));
  const { instance: _, ...rest } = (body ?? {}) as { instance?: string };
  return JSON.stringify([status, kept, body ? rest : text]);
}

/** Real passkeys differ from each other as decoys do. */
function headOf({ status, headers }: Answer): string {
  return JSON.stringify([status, [...headers.keys()].filter((name) => !VARIES.test(name))]);
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] as number;
}

/** One and a half times the largest difference of the medians of two random halves, of a thousand random splits. */
function allowedByChance(all: readonly number[]): number {
  let largest = 0;
  for (let round = 0; round < 1000; round++) {
    const halves: [number[], number[]] = [[], []];
    for (const time of all) halves[chance.next() < 0.5 ? 0 : 1].push(time);
    largest = Math.max(largest, 1.5 * Math.abs(median(halves[0]) - median(halves[1])));
  }
  return largest;
}
