import { hash } from 'node:crypto';
import { setImmediate as othersTurn } from 'node:timers/promises';

/** About a millisecond of hashing. */
const SLICE = 1000;

/** Hashes again and again what came before, letting others have their turn in between: there is no thread for this. */
export async function inRounds(
  algorithm: string,
  first: Buffer,
  rounds: number,
  next: (digest: Buffer) => Buffer,
): Promise<Buffer> {
  let digest = hash(algorithm, first, 'buffer');
  for (let round = 1; round < rounds; round++) {
    if (round % SLICE === 0) await othersTurn();
    digest = hash(algorithm, next(digest), 'buffer');
  }
  return digest;
}
