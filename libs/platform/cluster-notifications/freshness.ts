/** How long a node may trust its caches after it has started to poll for notifications. */
export const POLL_VALID_MS = 1500;
/** How old its sign of life may be when that look begins. */
const BEAT_HOLDS_MS = 2000;

/**
 * Two clocks, of which the longer elapsed time counts: the monotonic clock stops while a machine is suspended, and the
 * wall clock can be changed. The database's clock is not used, because an isolated node cannot read it.
 */
export interface Moment {
  readonly steady: number;
  readonly wall: number;
}

/**
 * Whether this node's memory may be trusted: for 1.5 s from the beginning of a look that counts. A look counts when the
 * others waited for this node at that time. The database says so (see SilentNodes), and besides the node's last sign of
 * life must have been on record and less than 2 s old: nodes of earlier versions know no marks, and wait for 5 s of
 * silence.
 */
export class Freshness {
  private look: Moment | undefined;
  private beat: Moment | undefined;

  static now(): Moment {
    return { steady: performance.now(), wall: Date.now() };
  }

  looked(begunAt: Moment): void {
    if (this.beat && between(this.beat, begunAt) <= BEAT_HOLDS_MS) this.look = begunAt;
  }

  beaten(begunAt: Moment): void {
    this.beat = begunAt;
  }

  distrust(): void {
    this.look = undefined;
  }

  isCurrent(): boolean {
    return this.look !== undefined && between(this.look, Freshness.now()) <= POLL_VALID_MS;
  }

  beatIsOlderThan(ms: number): boolean {
    return this.beat === undefined || between(this.beat, Freshness.now()) > ms;
  }
}

function between(earlier: Moment, later: Moment): number {
  return Math.max(later.steady - earlier.steady, later.wall - earlier.wall);
}
