import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { fromNow, NOW } from '@platform/persistence/entity-table';
import { ConcurrentChange, duplicateKeyOf } from '@platform/persistence/failures';
import { Table, type Stored } from '@platform/persistence/table';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { ExportEntity } from './export.entity';
import type { ExportId } from '../archive/export-id';

/** `isExpired` is true once the file of a ready export is due to be deleted. */
export type StoredExport = Stored<ExportEntity, 'isExpired'>;

/** The file that one attempt to build an export writes. */
export interface Attempt {
  readonly file: string;
  readonly keySealed: Buffer;
}

export interface FinishedExport {
  readonly size: number;
  readonly sha256: Buffer;
  readonly days: number;
}

const IS_EXPIRED = "state = 'ready' AND expires_at <= UTC_TIMESTAMP(3)";
/** Another attempt may have taken over, and the account may have been erased. */
const IS_CURRENT = "id = ? AND file = ? AND state = 'pending'";

@Injectable()
export class ExportRepository {
  private readonly exports: Table<ExportEntity, 'isExpired'>;

  constructor(private readonly database: Database) {
    this.exports = new Table(database, ExportEntity, { conditions: { isExpired: IS_EXPIRED } });
  }

  /** If another request inserts one at the same time, one of the transactions runs again and finds it. */
  async insertPending(id: ExportId, userId: UserId): Promise<void> {
    const row = { id, userId, pendingOf: userId, state: 'pending', createdAt: NOW } as const;
    await this.exports.insert(row, (error) => {
      if (duplicateKeyOf(error)) throw new ConcurrentChange();
    });
  }

  pendingOf(userId: UserId): Promise<StoredExport | undefined> {
    return this.exports.selectOne('WHERE pending_of = ?', [idToBytes(userId)]);
  }

  read(id: ExportId): Promise<StoredExport | undefined> {
    return this.exports.selectOne('WHERE id = ?', [idToBytes(id)]);
  }

  newest(userId: UserId, before: string | undefined, limit: number): Promise<StoredExport[]> {
    return this.exports.newest('user_id = ?', [idToBytes(userId)], before, limit);
  }

  /** Returns false if the export is no longer pending, or another attempt has begun since the row was read. */
  async beginAttempt({ id, file }: StoredExport, attempt: Attempt): Promise<boolean> {
    return this.change(
      "UPDATE privacy_export SET file = ?, key_sealed = ? WHERE id = ? AND state = 'pending' AND file <=> ?",
      [Buffer.from(attempt.file), attempt.keySealed, idToBytes(id), file === null ? null : Buffer.from(file)],
    );
  }

  async isCurrent(id: ExportId, file: string): Promise<boolean> {
    const sql = `SELECT 1 FROM privacy_export WHERE ${IS_CURRENT}`;
    return (await this.database.row(sql, [idToBytes(id), Buffer.from(file)])) !== undefined;
  }

  async finish(id: ExportId, file: string, { size, sha256, days }: FinishedExport): Promise<boolean> {
    return this.change(
      `UPDATE privacy_export SET state = 'ready', pending_of = NULL, size = ?, sha256 = ?, ended_at = UTC_TIMESTAMP(3),
         expires_at = ${fromNow(days, 'DAY').sql} WHERE ${IS_CURRENT}`,
      [size, sha256, idToBytes(id), Buffer.from(file)],
    );
  }

  async fail(id: ExportId): Promise<boolean> {
    return this.change(
      `UPDATE privacy_export SET state = 'failed', pending_of = NULL, file = NULL, key_sealed = NULL,
         ended_at = UTC_TIMESTAMP(3) WHERE id = ? AND state = 'pending'`,
      [idToBytes(id)],
    );
  }

  /** Must be called after the file was removed. */
  async expire(id: ExportId): Promise<boolean> {
    return this.change(
      "UPDATE privacy_export SET state = 'expired', file = NULL, key_sealed = NULL WHERE id = ? AND state = 'ready'",
      [idToBytes(id)],
    );
  }

  expired(limit: number): Promise<StoredExport[]> {
    return this.exports.select(`WHERE ${IS_EXPIRED} ORDER BY expires_at LIMIT ${Math.trunc(limit)}`);
  }

  async filesOf(userId: UserId): Promise<string[]> {
    const rows = await this.exports.selectOnly(['file'], 'WHERE user_id = ? AND file IS NOT NULL', [idToBytes(userId)]);
    return rows.map(({ file }) => file as string);
  }

  private async change(sql: string, values: readonly (Buffer | number | null)[]): Promise<boolean> {
    return (await this.database.write(sql, values)).affectedRows === 1;
  }
}
