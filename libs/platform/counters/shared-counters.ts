/** What is counted together, how long, and how many are meant to pass. */
export interface CountedLimit {
  /** The name of the limit and its window, so that limits do not share counters. */
  readonly scope: string;
  readonly seconds: number;
  readonly requests: number;
}

export interface CounterState {
  /** This hit's number in the present window, as far as it is known; compare it with the limit. */
  readonly count: number;
  /** Seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
}

/**
 * Counts shared by all nodes, in fixed windows. Never fails: when the place the counts are kept in is away,
 * this node's own count answers.
 */
export abstract class SharedCounters {
  /** A promise only where there is something to wait for: this is asked on every request. */
  abstract hit(limit: CountedLimit, who: string): CounterState | Promise<CounterState>;
}
