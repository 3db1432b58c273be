/** Clocks differ a little. */
const GRACE_MS = 60_000;

/** createdAt must be between 1970 and now. */
export function isBeginning(createdAt: string, now: Date): boolean {
  const moment = new Date(createdAt).getTime();
  return moment >= 0 && moment <= now.getTime() + GRACE_MS;
}

/** Within the grace it is now. */
export function beginningOf(createdAt: string | undefined, now: Date): Date {
  const moment = createdAt === undefined ? now : new Date(createdAt);
  return moment > now ? now : moment;
}
