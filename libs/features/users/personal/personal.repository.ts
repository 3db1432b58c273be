import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW, tableOf } from '@platform/persistence/entity-table';
import { idToBytes } from '@platform/persistence/ids';
import { PersonalEntity } from './personal.entity';
import { PERSONAL_FIELDS, type PersonalField } from './personal-document.rule';

export type SealedFields = Readonly<Partial<Record<PersonalField, Buffer | null>>>;

export interface StoredPersonal {
  readonly sealed: SealedFields;
  /** 0 when nothing was ever stored. */
  readonly version: number;
}

const TABLE = tableOf(PersonalEntity);

/** The column of a field, to which its seal is bound. */
export function columnOf(field: PersonalField): string {
  return TABLE.column(field).name;
}

@Injectable()
export class PersonalRepository {
  constructor(private readonly database: Database) {}

  async find(userId: string): Promise<StoredPersonal> {
    const row = await this.database.row(`SELECT ${TABLE.selection()} FROM users_personal WHERE user_id = ?`, [
      idToBytes(userId),
    ]);
    if (!row) return { sealed: {}, version: 0 };
    const stored = TABLE.entityOf(row);
    return {
      sealed: Object.fromEntries(PERSONAL_FIELDS.map((field) => [field, stored[field]])),
      version: stored.version,
    };
  }

  /** Writes these fields and leaves the others as they are. */
  async write(userId: string, sealed: SealedFields): Promise<void> {
    const { sql, row, values } = TABLE.insertion({ userId, ...sealed, version: 1, updatedAt: NOW });
    const columns = Object.keys(sealed).map((field) => columnOf(field as PersonalField));
    await this.database.write(
      `${sql} ${row} ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = VALUES(${column}), `).join('')}
         version = version + 1, updated_at = VALUES(updated_at)`,
      values,
    );
  }

  async remove(userId: string): Promise<void> {
    await this.database.write('DELETE FROM users_personal WHERE user_id = ?', [idToBytes(userId)]);
  }
}
