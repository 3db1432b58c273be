import { Jobs } from '@platform/jobs/jobs';
import { Chance } from '@test/support/chance';
import { PASSWORD, type Answer } from '@test/support/test-api';
import { PasskeyClient } from '@test/support/with-passkeys';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const chance = new Chance('same answer');

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

  const asking =
    (path: string, body: (email: string) => object, token?: () => string) => (email: string, network: string) =>
      nodes.api.call('POST', path, { body: body(email), headers: { 'x-forwarded-for': network }, token: token?.() });
  const newPassword = 'eleven quiet harbour lights';
  const code = '0000 0000';

  const ASKING: Record<string, (email: string, network: string) => Promise<Answer>> = {
    'a new password': asking('/v1/recovery/password', (email) => ({ email })),
    'a proof of an address': asking('/v1/recovery/email', (email) => ({ email })),
    'an account': asking('/v1/auth/register', (email) => ({ email, password: PASSWORD })),
    'a link to sign in': asking('/v1/auth/magic-link', (email) => ({ email })),
    'a code to sign in': asking('/v1/auth/email-code', (email) => ({ email })),
    'another address': asking(
      '/v1/me/email',
      (email) => ({ email }),
      () => nodes.admin.token,
    ),
  };
  const SIGNING_IN = asking('/v1/auth/login', (email) => ({ email, password: 'wrong wrong wrong' }));
  const ASKING_FOR_PASSKEYS = asking('/v1/auth/passkeys/options', (email) => ({ email }));
  /** Sent after each kind of request for the address. */
  const WRONG_CODES: Record<string, (email: string, network: string) => Promise<Answer>> = {
    'a new password': asking('/v1/recovery/password/confirm', (email) => ({ email, code, newPassword })),
    'a proof of an address': asking('/v1/recovery/email/confirm', (email) => ({ email, code })),
    'an account': asking('/v1/auth/register/confirm', (email) => ({ email, code, password: PASSWORD })),
    'signing in': asking('/v1/auth/email-code/confirm', (email) => ({ email, code })),
  };

  /** Resets the limits, because a rejected attempt or request would do less work. */
  const lift = () => nodes.database.write('UPDATE platform_one_time SET tries = 0, issued = 0');

  const compare = async (call: (typeof ASKING)[string], shapeOf = wholeOf) => {
    const times: Record<Kind, number[]> = { existing: [], missing: [] };
    const shapes: Record<Kind, Set<string>> = { existing: new Set(), missing: new Set() };
    for (let n = 0; n < SAMPLES; n++) {
      const kind: Kind = chance.next() < 0.5 ? 'existing' : 'missing';
      await lift();
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

  it.each(Object.keys(ASKING))(
    'by asking for %s',
    async (what) => {
      await compare(ASKING[what] as (typeof ASKING)[string]);
    },
    LIMIT_MS,
  );

  it.each(Object.keys(WRONG_CODES))(
    'by trying codes for %s',
    async (what) => {
      await compare(WRONG_CODES[what] as (typeof ASKING)[string]);
    },
    LIMIT_MS,
  );

  // A hash costs almost nothing in tests, so it cannot hide a difference in the rest.
  it('when a password is wrong', () => compare(SIGNING_IN), LIMIT_MS);

  it('when passkey options are requested', () => compare(ASKING_FOR_PASSKEYS, headOf), LIMIT_MS);

  it('would be detected as revealed if one kind took a tenth of a millisecond longer in a fast answer', () => {
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
  const { instance: _, ...said } = (body ?? {}) as { instance?: string };
  return JSON.stringify([status, kept, body ? said : text]);
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
