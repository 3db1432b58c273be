import { sqlText } from './sql-text.rule';
import type { SqlValue, WriteResult } from './connection-pool';

/** A write whose result nothing in its unit of work needs, so that it can be sent at the end, with others. */
export interface DeferredWrite {
  /** The statement; for a row that is added, what comes before its values. */
  readonly sql: string;
  /** For a row that is added: its places. Rows for the same table are then written as one statement. */
  readonly row?: string;
  /** It must hit exactly one row; otherwise what was read before is no longer so. */
  readonly expectsRow?: boolean;
  readonly table: string;
  /** For a write that only checks that a row has not changed: which row, until a change of it takes this write's place. */
  readonly guarded?: GuardedRow;
  readonly values: readonly SqlValue[];
  /** May throw the problem that the feature reports for this error, such as a name that is taken. */
  readonly refuse?: (error: unknown) => void;
}

/** A row that was read without a lock, and the condition that holds as long as it is unchanged. */
export interface GuardedRow {
  readonly name: string;
  readonly condition: string;
  readonly values: readonly SqlValue[];
}

export function isOvertaken({ expectsRow }: DeferredWrite, result: WriteResult | undefined): boolean {
  return expectsRow === true && result?.affectedRows !== 1;
}

export function statementOf({ sql, row }: DeferredWrite): string {
  return row === undefined ? sql : `${sql} ${row}`;
}

export const isRow = ({ row }: DeferredWrite): boolean => row !== undefined;

export function textOf(write: DeferredWrite): string {
  return sqlText(write.sql, write.values);
}

/** One statement per table for the rows of all transactions. */
export function rowTexts(writes: readonly DeferredWrite[]): string[] {
  const rows = new Map<string, string[]>();
  for (const { sql, row, values } of writes) {
    if (row === undefined) continue;
    const others = rows.get(sql);
    if (others) others.push(sqlText(row, values));
    else rows.set(sql, [sqlText(row, values)]);
  }
  return [...rows].map(([sql, texts]) => `${sql} ${texts.join(', ')}`);
}

/** Roughly what the values take on their way. */
export function sizeOf(writes: readonly DeferredWrite[]): number {
  let size = 0;
  for (const { values } of writes) {
    for (const value of values) size += typeof value === 'string' || Buffer.isBuffer(value) ? 2 * value.length : 16;
  }
  return size;
}
