import { Injectable } from '@nestjs/common';
import { type CheckedUser, UserImporter } from '@features/users';
import { Problem } from '@platform/errors/problem';
import { wordProblem } from '@platform/errors/wording';
import { parseGuarded, RefusedJson } from '@platform/http/body/json-guard.rule';
import { UnusableHash } from '@platform/legacy-hashes/legacy-hash';
import { ExternalSystem, isExternalPassword } from '@features/auth';
import { isJsonObject } from '@platform/text/json-object.rule';
import type { RawRecord } from '../file/raw-record';
import { addressIn, presentValue } from '../formats/fields.rule';
import type { FormatExtras, ImportedRecord, ImportFormat, JsonRecord } from '../formats/import-format';
import { RecordRefused, type Refusal, type RefusalReason } from '../import-refused';

/** A record that is valid by itself. */
export interface Candidate {
  readonly record: number;
  readonly line: number;
  readonly user: CheckedUser;
  readonly roles: readonly string[];
  readonly password: string | undefined;
}

export interface CheckOptions {
  readonly format: ImportFormat;
  readonly extras: FormatExtras;
  readonly withoutUsernames: boolean;
}

const MAX_SENTENCE_LENGTH = 300;
const MAX_ADDRESS_LENGTH = 254;
const FAULTS: Readonly<Record<NonNullable<RawRecord['fault']>, string>> = {
  not_json: 'This record is not valid UTF-8.',
  record_too_large: 'This record is larger than 1 MiB.',
  file_cut_off: 'The file is truncated or contains no list of users.',
};

/** Converts a record to a user, or rejects it with a reason. */
@Injectable()
export class RecordCheck {
  constructor(
    private readonly importer: UserImporter,
    private readonly externalSystem: ExternalSystem,
  ) {}

  checkAll(raws: readonly RawRecord[], options: CheckOptions): Promise<(Candidate | Refusal)[]> {
    return Promise.all(raws.map((raw) => this.check(raw, options)));
  }

  private async check(raw: RawRecord, options: CheckOptions): Promise<Candidate | Refusal> {
    // The address is read first, so that the report contains it even if the format rejects the record.
    let email: string | null = null;
    try {
      const record = objectIn(raw);
      email = addressIn(record)?.slice(0, MAX_ADDRESS_LENGTH) ?? null;
      return await this.candidate(raw, options.format.read(record, options.extras), options);
    } catch (error) {
      const { reason, sentence } = rejectionOf(error);
      return { record: raw.number, line: raw.line, reason, sentence: sentence.slice(0, MAX_SENTENCE_LENGTH), email };
    }
  }

  private async candidate(raw: RawRecord, imported: ImportedRecord, options: CheckOptions): Promise<Candidate> {
    const { user, roles, password } = imported;
    if (presentValue(user.email) === undefined) throw new RecordRefused('no_email', 'This user has no email address.');
    if (password && isExternalPassword(password) && !this.externalSystem.isConfigured) {
      throw new RecordRefused(
        'external_system_unknown',
        'EXTERNAL_SYSTEM_URL is not set, so the password of this user could not be verified.',
      );
    }
    const fields = options.withoutUsernames ? { ...user, username: undefined } : user;
    return { record: raw.number, line: raw.line, user: await this.importer.check(fields), roles, password };
  }
}

export function isCandidate(checked: Candidate | Refusal): checked is Candidate {
  return 'user' in checked;
}

function objectIn({ text, fault }: RawRecord): JsonRecord {
  if (text === undefined) throw new RecordRefused(fault ?? 'not_json', FAULTS[fault ?? 'not_json']);
  const record = parseGuarded(text);
  if (!isJsonObject(record)) throw new RecordRefused('not_a_user', 'This record is not a JSON object.');
  return record;
}

function rejectionOf(error: unknown): { reason: RefusalReason; sentence: string } {
  if (error instanceof RecordRefused) return { reason: error.reason, sentence: error.message };
  if (error instanceof UnusableHash) return { reason: error.fault, sentence: error.message };
  if (error instanceof RefusedJson) return { reason: 'not_json', sentence: error.message.replace('The body', 'This') };
  if (!(error instanceof Problem)) throw error;
  const errors = wordProblem(error, 'en', '').errors ?? [];
  const reason = REASON_OF[errors[0]?.code ?? ''] ?? 'invalid_field';
  return { reason, sentence: errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(' ') };
}

const REASON_OF: Readonly<Record<string, RefusalReason>> = {
  'users.bad_email': 'bad_email',
  'users.bad_username': 'bad_username',
  'users.reserved_username': 'bad_username',
};
