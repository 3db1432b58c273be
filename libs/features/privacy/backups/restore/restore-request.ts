import type { KeyObject } from 'node:crypto';
import type { TrustedSigners } from '../verify/verify-archive';
import type { ArchiveInput } from '../verify/archive-input';

export interface RestoreRequest {
  readonly data: ArchiveInput;
  /** `current` keeps the keys database as it is. */
  readonly keys: ArchiveInput | 'current';
  /** A newer archive of the keys, of which only the erasure ledger is read. */
  readonly ledger?: ArchiveInput | undefined;
  readonly privateKey: KeyObject;
  readonly trusted: TrustedSigners;
  /** Replaces the tables of a schema that is not empty. */
  readonly force: boolean;
  readonly onStep?: (step: string) => void;
  readonly onRows?: (rows: number) => void;
}

export interface RestoreOutcome {
  readonly backup: string;
  readonly rows: number;
  readonly files: number;
}
