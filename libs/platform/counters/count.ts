import { createHash } from 'node:crypto';
import type { CountedLimit } from './shared-counters';
import type { Window } from './window.rule';

/** A hit whose caller waits for the shared total. */
export interface Waiting {
  /** The number of the hit in the count of this node, used if the shared total is unavailable. */
  readonly localNumber: number;
  answer(number: number): void;
}

/** One key's count in one window, as this node knows it. */
export class Count {
  /** The total of all nodes when it was last read; never more than the actual total. */
  known = 0;
  /** Local hits that are not in the total yet; the last ones belong to waiting callers. */
  pending = 0;
  waiting: Waiting[] = [];

  constructor(
    readonly hash: Buffer,
    readonly window: Window,
  ) {}

  get local(): number {
    return this.known + this.pending;
  }
}

export function hashOf({ scope }: CountedLimit, caller: string): Buffer {
  return createHash('sha256').update(`${scope}|${caller}`).digest();
}
