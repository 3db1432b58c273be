/** A limit: its scope, window and maximum. */
export interface CountedLimit {
  /** The name of the limit and its window, so that limits do not share counters. */
  readonly scope: string;
  readonly seconds: number;
  readonly requests: number;
}

export interface CounterState {
  /** The number of this hit in the current window, as far as it is known. Compare it with the limit. */
  readonly count: number;
  /** Seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
}

/**
 * Counters that all nodes share, in fixed windows. They never fail: if the shared storage is unavailable, the count of
 * this node is used.
 */
export abstract class SharedCounters {
  /** Returns a promise only if it must wait, because every request calls it. */
  abstract hit(limit: CountedLimit, caller: string): CounterState | Promise<CounterState>;
}
