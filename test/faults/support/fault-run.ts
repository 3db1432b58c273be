import { randomInt } from 'node:crypto';
import { appendFileSync } from 'node:fs';

/** `npm test` runs every fault a few times; `npm run test:faults` as often as it takes to trust the outcome. */
export const isFullRun = process.env.FAULTS === 'full';

interface Amount {
  readonly short: number;
  readonly full: number;
}

/** A busy machine may take its time: what is promised of times is measured, and only what hangs is ended here. */
jest.setTimeout(isFullRun ? 30 * 60_000 : 2 * 60_000);

/** How long an outage lasts. */
export function millisecondsOf({ short, full }: Amount): number {
  return isFullRun ? full : short;
}

/** FAULT_ROUNDS makes a full run shorter. */
export function roundsOf({ short, full }: Amount): number {
  return isFullRun ? Math.min(full, Number(process.env.FAULT_ROUNDS || full)) : short;
}

/** What a run under one fault came to: one row of the table in docs/reliability.md. */
export interface FaultOutcome {
  /** What was done to the system, in a few words: "API killed with -9 under mixed load". */
  readonly fault: string;
  readonly rounds: number;
  /** Changes that were answered as done; undefined where the run is not about changes. */
  readonly acknowledged?: number;
  /** Acknowledged changes that were gone, refused ones that were there, and any that happened twice. */
  readonly losses: number;
  /** The longest time until everything was served again. */
  readonly recoveryMs?: number;
  /** What else was measured: "slowest answer 540 ms". */
  readonly figures?: string;
  /** The broken set-up that the same run catches: "flush at commit off: 214 of 900 lost". */
  readonly control?: string;
}

/** `npm run test:faults` collects these lines. */
export function report(outcome: FaultOutcome): void {
  const file = process.env.FAULT_REPORT;
  if (file) appendFileSync(file, `${JSON.stringify({ server: process.env.TEST_SERVER, ...outcome })}\n`);
}

/** Chance that can be played again: the seed is printed, and FAULT_SEED sets it. */
export class Chance {
  readonly seed: number;
  private state: number;

  constructor(
    readonly name: string,
    seed?: number,
  ) {
    this.seed = seed ?? (process.env.FAULT_SEED ? Number(process.env.FAULT_SEED) : randomInt(2 ** 31));
    this.state = this.seed;
    if (seed === undefined) process.stdout.write(`${name}: FAULT_SEED=${this.seed}\n`);
  }

  /** The chance of one round: the same however the rounds before it went. */
  ofRound(round: number): Chance {
    return new Chance(this.name, (this.seed ^ Math.imul(round + 1, 0x9e3779b1)) | 0);
  }

  /** At least 0, below 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From 0 up to, not including, `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  oneOf<T>(things: readonly T[]): T {
    return things[this.below(things.length)] as T;
  }
}
