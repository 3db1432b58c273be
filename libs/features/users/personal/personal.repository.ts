import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { idToBytes } from '@platform/persistence/ids';
import { PERSONAL_FIELDS, type PersonalField } from './personal-document.rule';

export type SealedFields = Readonly<Partial<Record<PersonalField, Buffer | null>>>;

export interface StoredPersonal {
  readonly sealed: SealedFields;
  /** 0 when nothing was ever stored. */
  readonly version: number;
}

export const COLUMN_OF: Readonly<Record<PersonalField, string>> = {
  givenName: 'given_name_sealed',
  familyName: 'family_name_sealed',
  birthDate: 'birth_date_sealed',
  phoneNumbers: 'phone_numbers_sealed',
  addresses: 'addresses_sealed',
  attributes: 'attributes_sealed',
};
const COLUMNS = PERSONAL_FIELDS.map((field) => COLUMN_OF[field]).join(', ');

@Injectable()
export class PersonalRepository {
  constructor(private readonly database: Database) {}

  async find(userId: string): Promise<StoredPersonal> {
    const row = await this.database.row<Record<string, Buffer | null> & { version: number }>(
      `SELECT ${COLUMNS}, version FROM users_personal WHERE user_id = ?`,
      [idToBytes(userId)],
    );
    if (!row) return { sealed: {}, version: 0 };
    return {
      sealed: Object.fromEntries(PERSONAL_FIELDS.map((field) => [field, row[COLUMN_OF[field]]])),
      version: row.version,
    };
  }

  /** Writes these fields and leaves the others as they are. */
  async write(userId: string, sealed: SealedFields): Promise<void> {
    const fields = PERSONAL_FIELDS.filter((field) => field in sealed);
    const columns = fields.map((field) => COLUMN_OF[field]);
    await this.database.write(
      `INSERT INTO users_personal (user_id, ${columns.join(', ')}, version, updated_at)
       VALUES (?, ${columns.map(() => '?').join(', ')}, 1, UTC_TIMESTAMP(3))
       ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = VALUES(${column})`).join(', ')},
         version = version + 1, updated_at = VALUES(updated_at)`,
      [idToBytes(userId), ...fields.map((field) => sealed[field] ?? null)],
    );
  }

  async remove(userId: string): Promise<void> {
    await this.database.write('DELETE FROM users_personal WHERE user_id = ?', [idToBytes(userId)]);
  }
}
