import { Injectable } from '@nestjs/common';
import { idToBytes, newId, type Id } from '@platform/ids/ids';
import { Database } from '@platform/persistence/database';
import type { CreatedBackup } from '../create/backup-creator';

export type BackupRunId = Id<'backup run'>;

export interface BackupHistory {
  /** Seconds since the last backup that succeeded was started; null if there is none. */
  readonly lastSuccessAge: number | null;
  /** The duration and sizes of the last successful backup. */
  readonly lastSeconds: number | null;
  readonly lastDataBytes: number | null;
  readonly lastKeysBytes: number | null;
  /** The number of failures since the last success. */
  readonly failures: number;
}

/** The history of backups, by the clock of the database. */
@Injectable()
export class BackupRunRepository {
  constructor(private readonly database: Database) {}

  async begin(): Promise<BackupRunId> {
    const id = newId<BackupRunId>();
    await this.database.write(
      "INSERT INTO privacy_backup_run (id, state, started_at) VALUES (?, 'running', UTC_TIMESTAMP(3))",
      [idToBytes(id)],
    );
    return id;
  }

  async succeed(id: BackupRunId, { backup, dataBytes, keysBytes }: CreatedBackup): Promise<void> {
    await this.database.write(
      `UPDATE privacy_backup_run SET state = 'done', ended_at = UTC_TIMESTAMP(3), backup = ?, data_bytes = ?, keys_bytes = ?
       WHERE id = ?`,
      [backup, dataBytes, keysBytes, idToBytes(id)],
    );
  }

  async fail(id: BackupRunId, error: string): Promise<void> {
    await this.database.write(
      "UPDATE privacy_backup_run SET state = 'failed', ended_at = UTC_TIMESTAMP(3), error = ? WHERE id = ?",
      [error.slice(0, 500), idToBytes(id)],
    );
  }

  async history(): Promise<BackupHistory> {
    const row = await this.database.row<Record<keyof BackupHistory, number | null>>(
      `SELECT TIMESTAMPDIFF(SECOND, last.started_at, UTC_TIMESTAMP(3)) AS lastSuccessAge,
         TIMESTAMPDIFF(MICROSECOND, last.started_at, last.ended_at) / 1000000 AS lastSeconds,
         last.data_bytes AS lastDataBytes, last.keys_bytes AS lastKeysBytes,
         (SELECT COUNT(*) FROM privacy_backup_run WHERE state = 'failed'
            AND started_at > COALESCE(last.started_at, '1000-01-01')) AS failures
       FROM (SELECT 1) one LEFT JOIN
         (SELECT * FROM privacy_backup_run WHERE state = 'done' ORDER BY started_at DESC LIMIT 1) last ON TRUE`,
    );
    const number = (value: number | null | undefined) => (value === null || value === undefined ? null : Number(value));
    return {
      lastSuccessAge: number(row?.lastSuccessAge),
      lastSeconds: number(row?.lastSeconds),
      lastDataBytes: number(row?.lastDataBytes),
      lastKeysBytes: number(row?.lastKeysBytes),
      failures: Number(row?.failures ?? 0),
    };
  }

  /**
   * Whether the interval since the last success has passed. After a failure, or if the process was killed, it must also
   * have waited before it tries again.
   */
  async isDue(hours: number, retryHours: number): Promise<boolean> {
    const row = await this.database.row<{ recent: number }>(
      `SELECT COUNT(*) AS recent FROM privacy_backup_run
       WHERE (state = 'done' AND started_at > UTC_TIMESTAMP(3) - INTERVAL ? HOUR)
          OR (state IN ('failed', 'running') AND started_at > UTC_TIMESTAMP(3) - INTERVAL ? HOUR)`,
      [hours, retryHours],
    );
    return Number(row?.recent) === 0;
  }

  /**
   * Returns since when no backup has succeeded, if that is longer than the limit and was not reported within it. Records
   * the report, so that one process sends it.
   */
  async reportOverdue(hours: number): Promise<Date | undefined> {
    const row = await this.database.row<{ since: Date | null; now: Date }>(
      `SELECT COALESCE(MAX(CASE WHEN state = 'done' THEN started_at END), MIN(started_at)) AS since
       FROM privacy_backup_run WHERE state <> 'overdue'
       HAVING since < UTC_TIMESTAMP(3) - INTERVAL ? HOUR AND NOT EXISTS
         (SELECT 1 FROM privacy_backup_run WHERE state = 'overdue' AND started_at > UTC_TIMESTAMP(3) - INTERVAL ? HOUR)`,
      [hours, hours],
    );
    if (!row?.since) return undefined;
    await this.database.write(
      "INSERT INTO privacy_backup_run (id, state, started_at) VALUES (?, 'overdue', UTC_TIMESTAMP(3))",
      [idToBytes(newId())],
    );
    return row.since;
  }

  async now(): Promise<Date> {
    const row = await this.database.row<{ now: Date }>('SELECT UTC_TIMESTAMP(3) AS now');
    return row?.now ?? new Date();
  }
}
