/** How long a node may trust its caches after it has started to poll for notifications. */
export const POLL_VALID_MS = 1500;
/** The maximum age of the heartbeat of the node when that poll begins. */
const HEARTBEAT_VALID_MS = 2000;

/**
 * Two clocks, of which the longer elapsed time counts: the monotonic clock stops while a machine is suspended, and the
 * wall clock can be changed. The database's clock is not used, because an isolated node cannot read it.
 */
export interface Moment {
  readonly steady: number;
  readonly wall: number;
}

/**
 * Whether this node may trust its caches: for 1.5 s from the start of a valid poll. A poll is valid if the other nodes
 * waited for this node at that time, which the database reports (see SilentNodes). In addition, the last heartbeat of
 * the node must be stored and less than 2 s old, because nodes of earlier versions do not set marks, and wait for 5 s
 * of silence.
 */
export class Freshness {
  private lastPoll: Moment | undefined;
  private lastHeartbeat: Moment | undefined;

  static now(): Moment {
    return { steady: performance.now(), wall: Date.now() };
  }

  recordPoll(begunAt: Moment): void {
    if (this.lastHeartbeat && between(this.lastHeartbeat, begunAt) <= HEARTBEAT_VALID_MS) this.lastPoll = begunAt;
  }

  recordHeartbeat(begunAt: Moment): void {
    this.lastHeartbeat = begunAt;
  }

  distrust(): void {
    this.lastPoll = undefined;
  }

  isCurrent(): boolean {
    return this.lastPoll !== undefined && between(this.lastPoll, Freshness.now()) <= POLL_VALID_MS;
  }

  isHeartbeatOlderThan(ms: number): boolean {
    return this.lastHeartbeat === undefined || between(this.lastHeartbeat, Freshness.now()) > ms;
  }
}

function between(earlier: Moment, later: Moment): number {
  return Math.max(later.steady - earlier.steady, later.wall - earlier.wall);
}
