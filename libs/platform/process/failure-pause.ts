const FIRST_MS = 200;
const LONGEST_MS = 3000;
const LOGGED_EVERY_MS = 60_000;

/**
 * How long a loop waits after failures, so that an outage causes few attempts and few lines in the log. The delay
 * doubles with each failure. Of equal failures, the first is logged, and then one a minute.
 */
export class FailurePause {
  private failures = 0;
  private loggedAt = -Infinity;

  constructor(private readonly log: (text: string) => void) {}

  /** Returns the delay until the next attempt. */
  failed(text: string): number {
    const now = performance.now();
    if (now - this.loggedAt >= LOGGED_EVERY_MS) {
      this.log(text);
      this.loggedAt = now;
    }
    return Math.min(FIRST_MS * 2 ** this.failures++, LONGEST_MS);
  }

  succeeded(): void {
    this.failures = 0;
    this.loggedAt = -Infinity;
  }
}
