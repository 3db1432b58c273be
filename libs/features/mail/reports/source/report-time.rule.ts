const MINUTE = 60_000;

/** The clocks of the provider and of this machine can differ. */
const AHEAD_MS = 5 * MINUTE;

/** Whether a report that was signed at this time is recent. An invalid time is not. */
export function isRecent(signedAt: number, now: number, maxAgeMs = 5 * MINUTE): boolean {
  return signedAt >= now - maxAgeMs && signedAt <= now + AHEAD_MS;
}

/** Seconds since 1970, as text or a number; NaN if it is neither. */
export function timeOfSeconds(value: unknown): number {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d{1,12}$/.test(text) ? Number(text) * 1000 : NaN;
}
