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
  abstract hit(key: string, windowSeconds: number, limit: number): Promise<CounterState>;
}
