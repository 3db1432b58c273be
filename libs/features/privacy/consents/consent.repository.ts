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
      `WHERE user_id = ? AND (purpose, created_at) IN
         (SELECT purpose, MAX(created_at) FROM privacy_consent WHERE user_id = ? GROUP BY purpose) ORDER BY purpose`,
      [user, user],
    );
  }

  async newest(userId: UserId, purpose: string): Promise<Consent | undefined> {
    return this.consents.selectOne('WHERE user_id = ? AND purpose = ? ORDER BY created_at DESC LIMIT 1', [
      idToBytes(userId),
      purpose,
    ]);
  }

  /** The account must be locked, so that the new consent is later than all others. */
  async add(consent: NewConsent): Promise<Consent> {
    const now = await this.database.row<{ now: Date }>(
      `SELECT GREATEST(UTC_TIMESTAMP(3), COALESCE(MAX(created_at) + INTERVAL 1000 MICROSECOND, UTC_TIMESTAMP(3))) AS now
       FROM privacy_consent WHERE user_id = ? AND purpose = ?`,
      [idToBytes(consent.userId), consent.purpose],
    );
    const row = { ...consent, id: newId<ConsentId>(), createdAt: now?.now ?? new Date() };
    await this.consents.insert(row);
    return row;
  }
}
