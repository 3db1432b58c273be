import { sqlText } from './sql-text.rule';
import type { SqlValue, WriteResult } from './connection-pool';

/** A write whose result the transaction does not need, so that it can be sent at the end together with others. */
export interface DeferredWrite {
  /** The statement. For an insert, the part before the values. */
  readonly sql: string;
  /** For an insert, the placeholders of the row. Inserts into the same table are combined into one statement. */
  readonly row?: string;
  /** The row is inserted after all other rows, including those of other transactions in a group commit. */
  readonly atEnd?: boolean;
  /** The statement must affect exactly one row. Otherwise the row was changed concurrently. */
  readonly expectsRow?: boolean;
  readonly table: string;
  /** For a write that only checks that a row is unchanged: that row. A change of the row replaces this write. */
  readonly guarded?: GuardedRow;
  readonly values: readonly SqlValue[];
  /** May throw the problem that the feature reports for this error, for example for a name that is already taken. */
  readonly refuse?: (error: unknown) => void;
}

/** A row that was read without a lock, and the condition that is true while it is unchanged. */
export interface GuardedRow {
  readonly name: string;
  readonly condition: string;
  readonly values: readonly SqlValue[];
}

export function wasChangedConcurrently({ expectsRow }: DeferredWrite, result: WriteResult | undefined): boolean {
  return expectsRow === true && result?.affectedRows !== 1;
}

export function sqlOf({ sql, row }: DeferredWrite): string {
  return row === undefined ? sql : `${sql} ${row}`;
}

export const isRow = ({ row }: DeferredWrite): boolean => row !== undefined;

/** A statement as text, and the writes that it makes. */
export interface Statement {
  readonly text: string;
  readonly writes: readonly DeferredWrite[];
}

export function statementOf(write: DeferredWrite): Statement {
  return { text: sqlText(write.sql, write.values), writes: [write] };
}

/** The server rejects packets above a limit, which is 16 MiB by default. */
const LARGEST_TEXT = 1024 * 1024;

/** One statement per table for the rows of all transactions, or several if they are large. */
export function rowStatements(writes: readonly DeferredWrite[]): Statement[] {
  const rows = new Map<string, DeferredWrite[]>();
  const inOrder = [...writes.filter(({ atEnd }) => !atEnd), ...writes.filter(({ atEnd }) => atEnd)];
  for (const write of inOrder.filter(isRow)) {
    const others = rows.get(write.sql);
    if (others) others.push(write);
    else rows.set(write.sql, [write]);
  }
  return [...rows.values()].flatMap(insertionsOf);
}

/** Inserts rows of the same table. A row that is larger than the limit is inserted separately. */
function insertionsOf(writes: readonly DeferredWrite[]): Statement[] {
  const statements: { text: string; writes: DeferredWrite[] }[] = [];
  for (const write of writes) {
    const text = sqlText(write.row ?? '', write.values);
    const last = statements.at(-1);
    if (last && last.text.length + text.length < LARGEST_TEXT) {
      last.text += `, ${text}`;
      last.writes.push(write);
    } else statements.push({ text: `${write.sql} ${text}`, writes: [write] });
  }
  return statements;
}

/** Throws the problem that one of the writes of a failed statement reports for the error, or the error itself. */
export function refuse(writes: readonly DeferredWrite[], error: unknown): never {
  for (const write of writes) write.refuse?.(error);
  throw error;
}

/** The approximate size of the values in a message, in bytes. */
export function sizeOf(writes: readonly DeferredWrite[]): number {
  let size = 0;
  for (const { values } of writes) {
    for (const value of values) size += typeof value === 'string' || Buffer.isBuffer(value) ? 2 * value.length : 16;
  }
  return size;
}
