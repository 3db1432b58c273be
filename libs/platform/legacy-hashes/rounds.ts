import { hash } from 'node:crypto';
import { setImmediate as yieldToOthers } from 'node:timers/promises';

/** This takes about a millisecond. */
const SLICE = 1000;

/** Iterates a hash on the main thread, yielding to other work between the slices. */
export async function inRounds(
  algorithm: string,
  first: Buffer,
  rounds: number,
  next: (digest: Buffer) => Buffer,
): Promise<Buffer> {
  let digest = hash(algorithm, first, 'buffer');
  for (let round = 1; round < rounds; round++) {
    if (round % SLICE === 0) await yieldToOthers();
    digest = hash(algorithm, next(digest), 'buffer');
  }
  return digest;
}
