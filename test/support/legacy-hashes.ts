import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A password and its hash, created by another implementation, which `madeWith` names. */
export interface ExternalHash {
  readonly name: string;
  readonly madeWith: string;
  readonly password: string;
  /** The hash in the import format. */
  readonly given: string | Record<string, unknown>;
}

export const EXTERNAL_HASHES = JSON.parse(
  readFileSync(join(__dirname, 'legacy-hashes.json'), 'utf8'),
) as readonly ExternalHash[];
