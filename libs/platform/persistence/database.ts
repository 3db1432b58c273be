import type { ResultSetHeader } from 'mysql2';
import { ConnectionPool, type Row, type SqlValue, type WriteResult } from './connection-pool';
import type { DeferredWrite } from './deferred-writes';
import { isConflict, isConnectionLost } from './failures';
import { Transactions } from './transactions';

/** The database counts as not writable for this time after a change failed because the disk was full. */
const OUT_OF_SPACE_MS = 500;

/**
 * One database schema. Statements are prepared and run on the connection of the current transaction, or on one from the
 * pool.
 */
export class Database {
  readonly transactions: Transactions;

  constructor(
    readonly pool: ConnectionPool,
    private readonly replica?: ConnectionPool,
  ) {
    this.transactions = new Transactions(pool);
  }

  async rows<T = Row>(sql: string, values: readonly SqlValue[] = []): Promise<T[]> {
    return (await this.execute(sql, values, true)) as T[];
  }

  async row<T = Row>(sql: string, values: readonly SqlValue[] = []): Promise<T | undefined> {
    return (await this.rows<T>(sql, values))[0];
  }

  async write(sql: string, values: readonly SqlValue[] = []): Promise<WriteResult> {
    return (await this.execute(sql, values, false)) as ResultSetHeader;
  }

  /**
   * Defers a write to the end of the transaction, where it is grouped with those of other transactions. Later
   * statements of the same transaction see it. Outside a transaction, the write is a transaction by itself. Rows of an
   * entity are written by `Table`.
   */
  async defer(write: DeferredWrite): Promise<void> {
    await this.transactions.run(async () => this.transactions.current()?.write(write));
  }

  /**
   * Inserts a row directly before the commit of the transaction, so that it holds its locks only shortly. Later
   * statements of the transaction do not see it.
   */
  async insertAtEnd(write: DeferredWrite): Promise<void> {
    await this.transactions.run(async () => this.transactions.current()?.writeAtEnd(write));
  }

  /**
   * Reads from the replica, if there is one. Only for lists that may be slightly outdated, never for data that decides
   * a write.
   */
  async rowsThatMayLag<T = Row>(sql: string, values: readonly SqlValue[] = []): Promise<T[]> {
    if (!this.replica || this.transactions.current()) return this.rows<T>(sql, values);
    return (await executeOn(this.replica, sql, values)) as T[];
  }

  /** Throws unless the server accepts changes: after a failover it may be read-only, and its disk may be full. */
  async refuseUnlessWritable(): Promise<void> {
    const row = await this.row<{ readOnly: number }>('SELECT @@read_only AS readOnly');
    if (Number(row?.readOnly) !== 0) throw new Error('The database is read-only.');
    if (performance.now() - this.pool.lastOutOfSpace < OUT_OF_SPACE_MS)
      throw new Error('The database has no free disk space.');
  }

  async close(): Promise<void> {
    await this.pool.close();
    await this.replica?.close();
  }

  private async execute(sql: string, values: readonly SqlValue[], isRead: boolean): Promise<unknown> {
    const transaction = this.transactions.current();
    if (transaction) return this.pool.execute(await transaction.open(), sql, values);
    try {
      return await executeOn(this.pool, sql, values);
    } catch (error) {
      // A deadlock or lock timeout has rolled the statement back, so it is retried as a transaction.
      if (isConflict(error)) return this.transactions.run(() => this.execute(sql, values, isRead));
      // An idle connection may have been lost unnoticed. A read can be repeated; a write may already have been
      // executed.
      if (!isRead || !isConnectionLost(error)) throw error;
      return executeOn(this.pool, sql, values);
    }
  }
}

async function executeOn(pool: ConnectionPool, sql: string, values: readonly SqlValue[]): Promise<unknown> {
  const connection = await pool.acquire();
  try {
    return await pool.execute(connection, sql, values);
  } finally {
    connection.release();
  }
}

/** `?, ?, ?` for an IN list, padded to a power of two so that only a few different statements are prepared. */
export function placeholders<T extends SqlValue>(values: readonly T[]): { marks: string; padded: T[] } {
  const exponent = Math.ceil(Math.log2(Math.max(values.length, 1)));
  const padded = [...values];
  while (padded.length < 2 ** exponent) padded.push(padded[padded.length - 1] as T);
  return {
    marks: (marksBySize[exponent] ??= Array(2 ** exponent)
      .fill('?')
      .join(', ')),
    padded,
  };
}

/** By the exponent of the size. The same text is used again, because a new one must be hashed to find its statement. */
const marksBySize: string[] = [];
