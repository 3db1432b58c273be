const FORM = /^(\d{4})-(\d\d)-(\d\d)$/;
/** Kiribati is 14 hours ahead of UTC, so a birth date there can be tomorrow in UTC. */
const FURTHEST_AHEAD_MS = 14 * 3_600_000;

/** Returns whether the text is a valid date that is not in the future anywhere on Earth. */
export function isBirthDate(text: string, now: Date): boolean {
  const parts = FORM.exec(text);
  if (!parts) return false;
  const date = new Date(`${text}T00:00:00Z`);
  // Some engines accept 31 February and roll over, so a valid date must be unchanged after parsing.
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text) return false;
  return date.getTime() <= now.getTime() + FURTHEST_AHEAD_MS;
}
