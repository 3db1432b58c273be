import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW, SqlExpression } from '@platform/persistence/entity-table';
import { Table, type Stored } from '@platform/persistence/table';
import { RetentionRunEntity } from './retention-run.entity';
import type { RetentionRule } from './retention-rules';

/** Rows are counted up to this number, so that a report is quick. */
export const MAX_COUNTED = 100_000;

export interface DueRows {
  readonly due: number;
  /** The time of the oldest of them. */
  readonly oldest: Date | null;
}

export type LastRun = Stored<RetentionRunEntity>;

/**
 * The only SQL on tables of other features. The declaration of a table gives its name, its column of time and its
 * condition, so that each feature only declares how long its rows are kept.
 */
@Injectable()
export class RetentionRepository {
  private readonly runs: Table<RetentionRunEntity>;

  constructor(private readonly database: Database) {
    this.runs = new Table(database, RetentionRunEntity);
  }

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
    const run = { ranAt: NOW, deleted };
    const total = new SqlExpression('total + VALUES(deleted)');
    await this.runs.put({ table, ...run, total: deleted }, { ...run, total });
  }

  async lastRuns(): Promise<ReadonlyMap<string, LastRun>> {
    return new Map((await this.runs.select()).map((run) => [run.table, run]));
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
