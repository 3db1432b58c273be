const LONGEST_WAIT_MS = 3_600_000;

/**
 * The delay doubles with every failed attempt. Half of it is random, so that jobs that failed at the same time are not
 * retried at the same time.
 */
export function backOffMs(
  failedAttempts: number,
  firstMs: number,
  random: number,
  longestMs: number = LONGEST_WAIT_MS,
): number {
  const full = Math.min(firstMs * 2 ** (failedAttempts - 1), longestMs);
  return Math.round(full * (0.5 + random / 2));
}
