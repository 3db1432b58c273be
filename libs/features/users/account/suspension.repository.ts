import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { idFromBytes, idToBytes, type UserId, type ApiKeyId } from '@platform/ids/ids';
import { Table } from '@platform/persistence/table';
import { SuspensionEntity } from './suspension.entity';

export const REASON_PLACE = { table: 'users_suspension', column: 'reason_sealed' };

export type StoredSuspension = Readonly<SuspensionEntity>;

@Injectable()
export class SuspensionRepository {
  private readonly suspensions: Table<SuspensionEntity>;

  constructor(private readonly database: Database) {
    this.suspensions = new Table(database, SuspensionEntity);
  }

  async put(userId: UserId, reasonSealed: Buffer, suspendedBy: UserId | ApiKeyId): Promise<void> {
    await this.suspensions.put({ userId, reasonSealed, suspendedBy, suspendedAt: NOW });
  }

  async ofAll(userIds: readonly UserId[]): Promise<Map<UserId, StoredSuspension>> {
    if (userIds.length === 0) return new Map();
    const { marks, padded } = placeholders(userIds.map(idToBytes));
    const found = await this.suspensions.select(`WHERE user_id IN (${marks})`, padded);
    return new Map(found.map((suspension) => [suspension.userId, suspension]));
  }

  async remove(userId: UserId): Promise<void> {
    await this.suspensions.remove({ userId });
  }

  /** Uses the clock of the database, which also decides when the suspension ends. */
  async isFuture(moment: Date): Promise<boolean> {
    const row = await this.database.row<{ future: number }>('SELECT ? > UTC_TIMESTAMP(3) AS future', [moment]);
    return Number(row?.future) === 1;
  }

  /** Suspended accounts whose suspension has expired, the oldest expiry first. */
  async overdue(limit: number): Promise<UserId[]> {
    const rows = await this.database.rows<{ id: Buffer }>(
      `SELECT id FROM users_account WHERE suspended_until <= UTC_TIMESTAMP(3) AND state <> 'closed'
       ORDER BY suspended_until LIMIT ${Math.trunc(limit)}`,
    );
    return rows.map((row) => idFromBytes(row.id));
  }
}
