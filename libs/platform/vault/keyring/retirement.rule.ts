import type { KeyState, Purpose } from './ring-key';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long after its replacement a key may still be asked for, by what was made under it. */
const OUTLIVED_BY: Readonly<Record<Purpose, number>> = {
  // Access tokens live minutes, but whoever checks them may have read our public keys hours ago.
  signing: DAY,
  // A token issued in the last moment lives 30 days.
  refresh: 31 * DAY,
  cursor: DAY,
  sealing: 0,
  // Counted, so nothing old depends on them; the hour is for a node that slept through the rotation.
  'blind-index': HOUR,
  pepper: HOUR,
  system: HOUR,
};

/** What is made under these keys has no end of its own, so somebody has to count it. */
const NEEDS_COUNT: ReadonlySet<Purpose> = new Set(['blind-index', 'pepper', 'system']);

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

/** Why this key cannot end yet, as a sentence; undefined when it can. */
export function whyNotRetire(key: Candidate, { now, minimumAgeMs, uses, counters }: Circumstances): string | undefined {
  const name = `The ${key.purpose} key ${key.id}`;
  if (!key.state) return `There is no ${key.purpose} key ${key.id}.`;
  if (key.state !== 'retiring') return `${name} is ${key.state}; only a retiring key can be retired.`;
  if (uses > 0) return `${name} is still used ${uses} time(s).`;
  if (NEEDS_COUNT.has(key.purpose) && counters === 0) {
    return `${name} cannot be retired, because nothing here counts what still depends on it.`;
  }
  const age = now.getTime() - (key.retiringSince?.getTime() ?? now.getTime());
  const least = minimumAgeMs ?? OUTLIVED_BY[key.purpose];
  if (age < least) {
    return `${name} was replaced ${hours(age)} hours ago; what was made under it may live until ${hours(least)} hours have passed.`;
  }
  return undefined;
}

function hours(ms: number): string {
  return (ms / HOUR).toFixed(1).replace(/\.0$/, '');
}
