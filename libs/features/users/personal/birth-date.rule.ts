import { isDate } from '@platform/text/utc-time.rule';

/** Kiribati is 14 hours ahead of UTC, so a birth date there can be tomorrow in UTC. */
const FURTHEST_AHEAD_MS = 14 * 3_600_000;

/** Returns whether the text is a valid date that is not in the future anywhere on Earth. */
export function isBirthDate(text: string, now: Date): boolean {
  return isDate(text) && Date.parse(text) <= now.getTime() + FURTHEST_AHEAD_MS;
}
