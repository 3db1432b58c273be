/** The tolerance for clock differences. */
const TOLERANCE_MS = 60_000;

/** Returns whether `createdAt` is between 1970 and now. */
export function isCreationTime(createdAt: string, now: Date): boolean {
  const moment = new Date(createdAt).getTime();
  return moment >= 0 && moment <= now.getTime() + TOLERANCE_MS;
}

/** Returns the time of creation, at most now. */
export function creationTimeOf(createdAt: string | undefined, now: Date): Date {
  const moment = createdAt === undefined ? now : new Date(createdAt);
  return moment > now ? now : moment;
}
