/** Codes of authenticator apps and ID tokens of providers are accepted when clocks differ by this much. */
export const TOLERATED_SKEW_MS = 30_000;

/** How far this node's clock is ahead of the database's, which was read between the two moments. */
export function clockSkew(askedAt: number, databaseTime: Date, answeredAt: number): number {
  return Math.round((askedAt + answeredAt) / 2 - databaseTime.getTime());
}

export function isTolerated(skewMs: number): boolean {
  return Math.abs(skewMs) <= TOLERATED_SKEW_MS;
}
