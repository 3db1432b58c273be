import { localTimeOf, momentAt } from './local-time.rule';

export const DIGESTS = ['off', 'hourly', 'daily', 'weekly'] as const;
export type Digest = (typeof DIGESTS)[number];

const HOUR_MS = 3_600_000;
const MORNING = 8 * 60;
const MONDAY = 1;

/** Returns when the digest is sent that contains what happens now. */
export function digestTime(now: Date, digest: Exclude<Digest, 'off'>, timeZone: string): Date {
  if (digest === 'hourly') return new Date((Math.floor(now.getTime() / HOUR_MS) + 1) * HOUR_MS);
  const local = localTimeOf(now, timeZone);
  const isPast = local.minutes >= MORNING;
  if (digest === 'daily') return momentAt(local, isPast ? 1 : 0, MORNING, timeZone);
  const days = (MONDAY - local.weekday + 7) % 7;
  return momentAt(local, days === 0 && isPast ? 7 : days, MORNING, timeZone);
}
