import type { FirebaseParameters } from '@platform/legacy-hashes/firebase-scrypt';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** A user from any format. The users feature validates the fields of `user`. */
export interface ImportedRecord {
  readonly user: JsonRecord;
  readonly roles: readonly string[];
  /** The password hash as it will be stored. If undefined, the user signs in through account recovery. */
  readonly password: string | undefined;
}

/** Additional input of a format besides its records. */
export interface FormatExtras {
  readonly firebase?: FirebaseParameters;
  /** Hashes from a separate file, by user ID. */
  readonly passwordHashes?: ReadonlyMap<string, string>;
}

export interface ImportFormat {
  readonly name: string;
  /** The name of the list, if the records can be in a list inside an object. */
  readonly list?: string;
  /** Throws `RecordRefused` or `UnusableHash`. */
  read(record: JsonRecord, extras: FormatExtras): ImportedRecord;
}
