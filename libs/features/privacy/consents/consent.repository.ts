import { Injectable } from '@nestjs/common';
import { idToBytes, newId, type UserId } from '@platform/ids/ids';
import { Database } from '@platform/persistence/database';
import { Table } from '@platform/persistence/table';
import { ConsentEntity, type ConsentId } from './consent.entity';

export type Consent = Readonly<ConsentEntity>;
export type NewConsent = Omit<Consent, 'id' | 'createdAt'>;

@Injectable()
export class ConsentRepository {
  private readonly consents: Table<ConsentEntity>;

  constructor(private readonly database: Database) {
    this.consents = new Table(database, ConsentEntity);
  }

  /** The newest consent of each purpose. */
  async currentOf(userId: UserId): Promise<Consent[]> {
    const user = idToBytes(userId);
    return this.consents.select(
      `WHERE id IN (SELECT MAX(id) FROM privacy_consent WHERE user_id = ? GROUP BY purpose) ORDER BY purpose`,
      [user],
    );
  }

  async newest(userId: UserId, purpose: string): Promise<Consent | undefined> {
    return this.consents.selectOne('WHERE user_id = ? AND purpose = ? ORDER BY id DESC LIMIT 1', [
      idToBytes(userId),
      purpose,
    ]);
  }

  async add(consent: NewConsent): Promise<Consent> {
    const now = await this.database.row<{ now: Date }>('SELECT UTC_TIMESTAMP(3) AS now');
    const row = { ...consent, id: newId<ConsentId>(), createdAt: now?.now ?? new Date() };
    await this.consents.insert(row);
    return row;
  }
}
