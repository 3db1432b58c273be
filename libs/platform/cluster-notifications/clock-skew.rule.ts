/** Codes of authenticator apps and ID tokens of providers are accepted when clocks differ by this much. */
export const TOLERATED_SKEW_MS = 30_000;

/** How far this node's clock is ahead of the database's, whose time was read between `requestedAt` and `receivedAt`. */
export function clockSkew(requestedAt: number, databaseTime: Date, receivedAt: number): number {
  return Math.round((requestedAt + receivedAt) / 2 - databaseTime.getTime());
}

export function isTolerated(skewMs: number): boolean {
  return Math.abs(skewMs) <= TOLERATED_SKEW_MS;
}
