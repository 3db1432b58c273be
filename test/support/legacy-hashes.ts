import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A password and its hash, made by other people's code; which one stands beside it. */
export interface HashMadeElsewhere {
  readonly name: string;
  readonly madeWith: string;
  readonly password: string;
  /** As our import format takes it. */
  readonly given: string | Record<string, unknown>;
}

export const HASHES_MADE_ELSEWHERE = JSON.parse(
  readFileSync(join(__dirname, 'legacy-hashes.json'), 'utf8'),
) as readonly HashMadeElsewhere[];
