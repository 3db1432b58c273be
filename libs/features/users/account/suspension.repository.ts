import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import { idFromBytes, idToBytes } from '@platform/persistence/ids';

export const REASON_PLACE = { table: 'users_suspension', column: 'reason_sealed' };

export interface StoredSuspension {
  readonly reasonSealed: Buffer;
  readonly suspendedBy: string;
  readonly suspendedAt: Date;
}

@Injectable()
export class SuspensionRepository {
  constructor(private readonly database: Database) {}

  async put(userId: string, reasonSealed: Buffer, suspendedBy: string): Promise<void> {
    await this.database.write(
      `INSERT INTO users_suspension (user_id, reason_sealed, suspended_by, suspended_at)
       VALUES (?, ?, ?, UTC_TIMESTAMP(3))
       ON DUPLICATE KEY UPDATE reason_sealed = VALUES(reason_sealed), suspended_by = VALUES(suspended_by),
         suspended_at = VALUES(suspended_at)`,
      [idToBytes(userId), reasonSealed, idToBytes(suspendedBy)],
    );
  }

  async ofAll(userIds: readonly string[]): Promise<Map<string, StoredSuspension>> {
    if (userIds.length === 0) return new Map();
    const { marks, padded } = placeholders(userIds.map(idToBytes));
    const rows = await this.database.rows<SuspensionRow>(
      `SELECT user_id, reason_sealed, suspended_by, suspended_at FROM users_suspension WHERE user_id IN (${marks})`,
      padded,
    );
    return new Map(rows.map((row) => [idFromBytes(row.user_id), suspensionOf(row)]));
  }

  async remove(userId: string): Promise<void> {
    await this.database.write('DELETE FROM users_suspension WHERE user_id = ?', [idToBytes(userId)]);
  }

  /** By the database's clock, which also decides when the suspension ends. */
  async isFuture(moment: Date): Promise<boolean> {
    const row = await this.database.row<{ future: number }>('SELECT ? > UTC_TIMESTAMP(3) AS future', [moment]);
    return Number(row?.future) === 1;
  }

  /** Suspended accounts whose suspension has expired, the oldest expiry first. */
  async overdue(limit: number): Promise<string[]> {
    const rows = await this.database.rows<{ id: Buffer }>(
      `SELECT id FROM users_account WHERE suspended_until <= UTC_TIMESTAMP(3)
       ORDER BY suspended_until LIMIT ${Math.trunc(limit)}`,
    );
    return rows.map((row) => idFromBytes(row.id));
  }
}

interface SuspensionRow {
  user_id: Buffer;
  reason_sealed: Buffer;
  suspended_by: Buffer;
  suspended_at: Date;
}

function suspensionOf(row: SuspensionRow): StoredSuspension {
  return {
    reasonSealed: row.reason_sealed,
    suspendedBy: idFromBytes(row.suspended_by),
    suspendedAt: row.suspended_at,
  };
}
