import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NEXT_VERSION, NOW, tableOf } from '@platform/persistence/entity-table';
import { Table } from '@platform/persistence/table';
import type { UserId } from '@platform/ids/ids';
import { PersonalEntity } from './personal.entity';
import { PERSONAL_FIELDS, type PersonalField } from './personal-document.rule';

export type SealedFields = Readonly<Partial<Record<PersonalField, Buffer | null>>>;

export interface StoredPersonal {
  readonly sealed: SealedFields;
  /** 0 if nothing was ever stored. */
  readonly version: number;
}

/** Returns the column of a field. The sealed value is bound to it. */
export function columnOf(field: PersonalField): string {
  return tableOf(PersonalEntity).column(field).name;
}

@Injectable()
export class PersonalRepository {
  private readonly documents: Table<PersonalEntity>;

  constructor(database: Database) {
    this.documents = new Table(database, PersonalEntity);
  }

  async find(userId: UserId): Promise<StoredPersonal> {
    const stored = await this.documents.read({ userId });
    if (!stored) return { sealed: {}, version: 0 };
    return {
      sealed: Object.fromEntries(PERSONAL_FIELDS.map((field) => [field, stored[field]])),
      version: stored.version,
    };
  }

  /** Writes these fields. The others do not change. */
  async write(userId: UserId, sealed: SealedFields): Promise<void> {
    await this.documents.put(
      { userId, ...sealed, version: 1, updatedAt: NOW },
      { ...sealed, version: NEXT_VERSION, updatedAt: NOW },
    );
  }

  async remove(userId: UserId): Promise<void> {
    await this.documents.remove({ userId });
  }
}
