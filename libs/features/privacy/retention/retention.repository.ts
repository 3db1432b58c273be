import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import type { RetentionRule } from './retention-rules';

/** Rows are counted up to this number, so that a report is quick. */
export const MAX_COUNTED = 100_000;

export interface DueRows {
  readonly due: number;
  /** The time of the oldest of them. */
  readonly oldest: Date | null;
}

export interface LastRun {
  readonly ranAt: Date;
  readonly deleted: number;
  readonly total: number;
}

@Injectable()
export class RetentionRepository {
  constructor(private readonly database: Database) {}

  async due(rule: RetentionRule): Promise<DueRows> {
    const { since } = rule.retention;
    const row = await this.database.row<{ due: number; oldest: Date | null }>(
      `SELECT COUNT(*) AS due, MIN(time) AS oldest FROM
         (SELECT ${since} AS time FROM ${rule.table} WHERE ${isDue(rule)} ORDER BY ${since} LIMIT ${MAX_COUNTED}) old`,
      [rule.days],
    );
    return { due: Number(row?.due ?? 0), oldest: row?.oldest ?? null };
  }

  /** Returns how many rows were deleted. */
  async deleteSome(rule: RetentionRule, limit: number): Promise<number> {
    const { affectedRows } = await this.database.write(
      `DELETE FROM ${rule.table} WHERE ${isDue(rule)} ORDER BY ${rule.retention.since} LIMIT ${Math.trunc(limit)}`,
      [rule.days],
    );
    return affectedRows;
  }

  async record(table: string, deleted: number): Promise<void> {
    await this.database.write(
      `INSERT INTO privacy_retention (table_name, ran_at, deleted, total) VALUES (?, UTC_TIMESTAMP(3), ?, ?)
       ON DUPLICATE KEY UPDATE ran_at = VALUES(ran_at), deleted = VALUES(deleted), total = total + VALUES(deleted)`,
      [table, deleted, deleted],
    );
  }

  async lastRuns(): Promise<ReadonlyMap<string, LastRun>> {
    const rows = await this.database.rows<LastRun & { table: Buffer }>(
      'SELECT table_name AS `table`, ran_at AS ranAt, deleted, total FROM privacy_retention',
    );
    return new Map(
      rows.map(({ table, ranAt, deleted, total }) => [
        table.toString(),
        { ranAt, deleted: Number(deleted), total: Number(total) },
      ]),
    );
  }
}

/** A legal hold keeps all rows of its user. */
function isDue({ table, retention: { since, where }, ownerColumns }: RetentionRule): string {
  return [
    `${since} < UTC_TIMESTAMP(3) - INTERVAL ? DAY`,
    ...(where ? [`(${where})`] : []),
    ...ownerColumns.map(
      (column) => `NOT EXISTS (SELECT 1 FROM privacy_legal_hold hold WHERE hold.user_id = ${table}.${column})`,
    ),
  ].join(' AND ');
}
