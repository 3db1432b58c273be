/** The reason why a record is rejected. The codes must stay stable, because programs read the reports. */
export type RefusalReason =
  | 'not_json'
  | 'record_too_large'
  | 'file_cut_off'
  | 'not_a_user'
  | 'no_email'
  | 'bad_email'
  | 'bad_username'
  | 'invalid_field'
  | 'email_taken'
  | 'username_taken'
  | 'unknown_role'
  | 'hash_unreadable'
  | 'hash_too_costly'
  | 'hash_unsupported'
  | 'hash_parameters_missing'
  | 'external_system_unknown';

/** A rejected record. The message contains no data of the record except field names. */
export class RecordRefused extends Error {
  constructor(
    readonly reason: RefusalReason,
    sentence: string,
  ) {
    super(sentence);
    this.name = 'RecordRefused';
  }
}

export interface Refusal {
  /** The number of the record in the file, starting at 1. */
  readonly record: number;
  readonly line: number;
  readonly reason: RefusalReason;
  readonly sentence: string;
  readonly email: string | null;
}
