import { createHash } from 'node:crypto';
import type { CountedLimit } from './shared-counters';
import type { Window } from './window.rule';

/** A hit whose caller waits for the shared total. */
export interface Waiting {
  /** Its number by what this node knew; the answer when the shared total cannot be had. */
  readonly localNumber: number;
  answer(number: number): void;
}

/** One key's count in one window, as this node knows it. */
export class Count {
  /** The total of all nodes when it was last read; never more than the truth. */
  known = 0;
  /** Hits here that the total does not hold yet; those of the waiting callers are the last of them. */
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

export function hashOf({ scope }: CountedLimit, who: string): Buffer {
  return createHash('sha256').update(`${scope}|${who}`).digest();
}
