import { Injectable } from '@nestjs/common';
import { newId } from '@platform/ids/ids';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { Table } from '@platform/persistence/table';
import type { ConsentTextId } from '../consent-text-id';
import { ConsentTextEntity } from './consent-text.entity';

export type ConsentText = Readonly<ConsentTextEntity>;
export type NewConsentText = Pick<ConsentText, 'purpose' | 'version' | 'required' | 'texts'>;

@Injectable()
export class ConsentTextRepository {
  private readonly texts: Table<ConsentTextEntity>;

  constructor(database: Database) {
    this.texts = new Table(database, ConsentTextEntity);
  }

  /** All versions, oldest first. Administrators add them, so there are few. */
  all(): Promise<ConsentText[]> {
    return this.texts.select('ORDER BY created_at, id');
  }

  /** Returns undefined if the purpose has this version already. */
  async add(text: NewConsentText): Promise<ConsentTextId | undefined> {
    const id = newId<ConsentTextId>();
    return (await this.texts.insertIfNew({ ...text, id, createdAt: NOW })) ? id : undefined;
  }
}
