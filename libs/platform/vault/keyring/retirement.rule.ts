import type { KeyState, Purpose } from './ring-key';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long a replaced key may still be needed for data made with it. */
const NEEDED_FOR: Readonly<Record<Purpose, number>> = {
  // Access tokens are valid for minutes, but verifiers can cache the public keys for hours.
  signing: DAY,
  // A token issued just before the replacement is valid for 30 days.
  refresh: 31 * DAY,
  cursor: DAY,
  sealing: 0,
  // Uses of these keys are counted. The hour is for a node that has missed the rotation.
  'blind-index': HOUR,
  pepper: HOUR,
  system: HOUR,
  documents: 0,
  'audit-log': 0,
};

/** Data made with these keys does not expire, so its uses must be counted. */
const NEEDS_COUNT: ReadonlySet<Purpose> = new Set(['blind-index', 'pepper', 'system']);

/** Signatures are verified for years, and need the public key, so these keys are replaced but never deleted. */
const NEVER: ReadonlySet<Purpose> = new Set(['documents', 'audit-log']);

interface Candidate {
  readonly purpose: Purpose;
  readonly id: string;
  readonly state: KeyState | undefined;
  readonly retiringSince: Date | null;
}

interface Circumstances {
  readonly now: Date;
  readonly minimumAgeMs?: number;
  readonly uses: number;
  readonly counters: number;
}

/** Explains why this key cannot be retired yet; undefined if it can. */
export function whyNotRetire(key: Candidate, { now, minimumAgeMs, uses, counters }: Circumstances): string | undefined {
  const name = `The ${key.purpose} key ${key.id}`;
  if (!key.state) return `There is no ${key.purpose} key ${key.id}.`;
  if (key.state !== 'retiring') return `${name} is ${key.state}; only a retiring key can be retired.`;
  if (NEVER.has(key.purpose)) return `${name} is never retired, because signatures made with it must stay verifiable.`;
  if (uses > 0) return `${name} is still used ${uses} time(s).`;
  if (NEEDS_COUNT.has(key.purpose) && counters === 0) {
    return `${name} cannot be retired, because no feature counts the data that depends on it.`;
  }
  const age = now.getTime() - (key.retiringSince?.getTime() ?? now.getTime());
  const least = minimumAgeMs ?? NEEDED_FOR[key.purpose];
  if (age < least) {
    return `${name} was replaced ${hours(age)} hours ago; data and tokens made with it can be valid for ${hours(least)} hours.`;
  }
  return undefined;
}

function hours(ms: number): string {
  return (ms / HOUR).toFixed(1).replace(/\.0$/, '');
}
