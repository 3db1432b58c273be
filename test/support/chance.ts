import { randomInt } from 'node:crypto';

/** A reproducible source of random numbers: the seed is printed, and FAULT_SEED sets it. */
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

  /** The random numbers of one round, which do not depend on the rounds before it. */
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
