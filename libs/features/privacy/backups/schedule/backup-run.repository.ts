import { Injectable } from '@nestjs/common';
import { newId } from '@platform/ids/ids';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { Table } from '@platform/persistence/table';
import type { CreatedBackup } from '../create/backup-creator';
import { BackupRunEntity, type BackupRunId } from './backup-run.entity';

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
  private readonly runs: Table<BackupRunEntity>;

  constructor(private readonly database: Database) {
    this.runs = new Table(database, BackupRunEntity);
  }

  async begin(): Promise<BackupRunId> {
    const id = newId<BackupRunId>();
    await this.runs.insert({ id, state: 'running', startedAt: NOW });
    return id;
  }

  async succeed(id: BackupRunId, { backup, dataBytes, keysBytes }: CreatedBackup): Promise<void> {
    await this.runs.update({ id }, { state: 'done', endedAt: NOW, backup, dataBytes, keysBytes });
  }

  async fail(id: BackupRunId, error: string): Promise<void> {
    await this.runs.update({ id }, { state: 'failed', endedAt: NOW, error: error.slice(0, 500) });
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
    await this.runs.insert({ id: newId<BackupRunId>(), state: 'overdue', startedAt: NOW });
    return row.since;
  }

  async now(): Promise<Date> {
    const row = await this.database.row<{ now: Date }>('SELECT UTC_TIMESTAMP(3) AS now');
    return row?.now ?? new Date();
  }
}
