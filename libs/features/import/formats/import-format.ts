import type { FirebaseParameters } from '@platform/legacy-hashes/firebase-scrypt';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** A user out of any format: `user` is what the users feature takes and checks, field by field. */
export interface ImportedRecord {
  readonly user: JsonRecord;
  readonly roles: readonly string[];
  /** As it will be stored; undefined for none, and then the user comes in by account recovery. */
  readonly password: string | undefined;
}

/** What belongs to a format besides its records. */
export interface FormatExtras {
  readonly firebase?: FirebaseParameters;
  /** Hashes that were exported in a file of their own, by the id of their user. */
  readonly passwordHashes?: ReadonlyMap<string, string>;
}

export interface ImportFormat {
  readonly name: string;
  /** Where records may lie in a list inside of one object: the name of the list. */
  readonly list?: string;
  /** Throws `RecordRefused` or `UnusableHash`. */
  read(record: JsonRecord, extras: FormatExtras): ImportedRecord;
}
