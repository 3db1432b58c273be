import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { PoolConnection } from 'mysql2';
import { currentWork } from '@platform/context/work-context';
import type { ConnectionPool, SqlValue, WriteResult } from './connection-pool';
import { CommitUnknown, DeadlinePassed, isConflict, isConnectionLost, ConcurrentChange } from './failures';
import { GroupCommit } from './group-commit';
import { sqlText } from './sql-text.rule';
import {
  wasChangedConcurrently,
  isRow,
  refuse,
  rowStatements,
  sqlOf,
  type DeferredWrite,
  type GuardedRow,
} from './deferred-writes';

/**
 * The limit is high, because writers of the same rows can lose several times in a row. The deadline of the request ends
 * the retries earlier.
 */
const CONFLICT_ATTEMPTS = 20;
/** The limit is low, because callers can retry if the server is unavailable. */
const CONNECTION_ATTEMPTS = 8;
/** From this number of rows on, one statement per table is faster than one prepared statement per row. */
const MANY_ROWS = 32;

/**
 * One open transaction. It takes a connection for the first statement that needs one; a transaction with only deferred
 * writes is committed in a group.
 */
export class Transaction {
  private connection: Promise<PoolConnection> | undefined;
  private readonly callbacks: (() => void)[] = [];
  private deferred: DeferredWrite[] = [];
  private readonly atEnd: DeferredWrite[] = [];
  private ended = false;

  constructor(
    private readonly pool: ConnectionPool,
    private readonly group: GroupCommit,
    private readonly attempt = 1,
  ) {}

  /**
   * On its first attempt, a transaction reads without locks, and its deferred writes check that the rows are unchanged.
   * If a row has changed, the transaction is retried with locks.
   */
  get isOptimistic(): boolean {
    return this.attempt === 1 && !this.connection;
  }

  /** Returns the connection, on which the transaction has begun and all deferred writes have been sent. */
  open(): Promise<PoolConnection> {
    // The caller did not await this code. The connection may already belong to another transaction.
    if (this.ended) throw new Error('This transaction has ended.');
    this.connection ??= this.begin();
    return this.connection;
  }

  /** Whether a read outside this transaction could miss a change that this transaction made to the table. */
  mayHaveChanged(table: string): boolean {
    return this.connection !== undefined || this.deferred.some((write) => write.table === table && !write.guarded);
  }

  /** The deferred check of a row that was read without a lock and that this transaction has not changed since. */
  guardOf(name: string): GuardedRow | undefined {
    return this.deferred.find(({ guarded }) => guarded?.name === name)?.guarded;
  }

  /**
   * Replaces the check of a row by its change at the same position, so that rows are locked in the order in which they
   * were read.
   */
  replaceGuard(name: string, write: DeferredWrite): void {
    if (this.ended) throw new Error('This transaction has ended.');
    this.deferred = this.deferred.map((other) => (other.guarded?.name === name ? write : other));
  }

  /** Defers the write, or executes it at once if the transaction already has a connection. */
  async write(write: DeferredWrite): Promise<void> {
    if (this.ended) throw new Error('This transaction has ended.');
    // Deferred changes are sent before deferred inserts, so a change of an inserted row cannot be deferred.
    if (!isRow(write) && this.deferred.some((other) => isRow(other) && other.table === write.table)) await this.open();
    if (this.connection) await this.writeNow(await this.connection, write);
    else this.deferred.push(write);
  }

  /**
   * Inserts the row directly before the commit, after all other writes have taken their locks. Later statements of the
   * transaction do not see it.
   */
  writeAtEnd(write: DeferredWrite): void {
    if (this.ended) throw new Error('This transaction has ended.');
    this.atEnd.push({ ...write, atEnd: true });
  }

  afterCommit(callback: () => void): void {
    this.callbacks.push(callback);
  }

  async commit(): Promise<void> {
    const deferred = this.atEnd.length === 0 ? this.deferred : [...this.deferred, ...this.atEnd];
    if (!this.connection && deferred.length > 0) {
      if (this.group.accepts(deferred)) {
        this.ended = true;
        return this.group.commit(deferred, currentWork()?.deadline ?? Infinity);
      }
      await this.open();
    }
    if (this.connection) {
      const connection = await this.connection;
      if (this.atEnd.length > 0) await this.writeAll(connection, this.atEnd);
      // The deadline is checked before COMMIT is sent, so that the transaction is rolled back and its outcome is known.
      throwIfDeadlinePassed();
      this.ended = true;
      try {
        await this.pool.conclude(connection, 'COMMIT');
      } catch (error) {
        // A conflict reported at commit (certification) has rolled everything back. After any other error the outcome
        // is unknown.
        throw isConflict(error) ? error : new CommitUnknown(error);
      }
      connection.release();
    }
    this.ended = true;
  }

  /** Runs after the commit, outside the code that can be retried. */
  runCallbacks(): void {
    for (const callback of this.callbacks) callback();
  }

  async rollback(): Promise<void> {
    this.ended = true;
    const connection = await this.connection?.catch(() => undefined);
    if (connection) await this.undo(connection);
  }

  private async undo(connection: PoolConnection): Promise<void> {
    try {
      await this.pool.conclude(connection, 'ROLLBACK');
      connection.release();
    } catch {
      // A connection whose rollback failed must not be used again.
      connection.destroy();
    }
  }

  private async begin(): Promise<PoolConnection> {
    const connection = await this.pool.acquire();
    try {
      await this.pool.command(connection, 'START TRANSACTION');
      await this.writeAll(connection, this.deferred.splice(0));
      return connection;
    } catch (error) {
      await this.undo(connection);
      throw error;
    }
  }

  private async writeAll(connection: PoolConnection, deferred: readonly DeferredWrite[]): Promise<void> {
    const rows = deferred.filter(isRow);
    const isMany = rows.length >= MANY_ROWS;
    for (const write of deferred) if (!isMany || !isRow(write)) await this.writeNow(connection, write);
    if (!isMany) return;
    for (const { text, writes } of rowStatements(rows)) {
      try {
        await this.pool.command(connection, text);
      } catch (error) {
        refuse(writes, error);
      }
    }
  }

  private async writeNow(connection: PoolConnection, write: DeferredWrite): Promise<void> {
    try {
      const result = await this.pool.execute(connection, sqlOf(write), write.values);
      if (wasChangedConcurrently(write, result as WriteResult)) throw new ConcurrentChange();
    } catch (error) {
      refuse([write], error);
    }
  }
}

/**
 * Runs transactions. Services start one with `run`, repositories use the current one, and an inner `run` joins the
 * outer one. Conflicts and connections lost before the commit are retried only here, with the whole transaction. So
 * code inside must have no effect outside the database: use `afterCommit` for that.
 */
export class Transactions {
  private readonly storage = new AsyncLocalStorage<Transaction | undefined>();

  private readonly group: GroupCommit;

  constructor(private readonly pool: ConnectionPool) {
    this.group = new GroupCommit(pool);
  }

  current(): Transaction | undefined {
    return this.storage.getStore();
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.current()) return work();
    const { transaction, result } = await withRetries(async (attempt) => {
      const unit = new Transaction(this.pool, this.group, attempt);
      try {
        const value = await this.storage.run(unit, work);
        await unit.commit();
        return { transaction: unit, result: value };
      } catch (error) {
        await unit.rollback();
        throw error;
      }
    });
    transaction.runCallbacks();
    return result;
  }

  /**
   * Runs independent statements as one transaction in one message, and returns their results. It is independent of a
   * surrounding transaction.
   */
  async together(statements: readonly { sql: string; values: readonly SqlValue[] }[]): Promise<unknown[]> {
    return withRetries(() => this.group.runInOneMessage(statements.map(({ sql, values }) => sqlText(sql, values))));
  }

  /** Runs a separate transaction, independent of the surrounding one. */
  async apart<T>(work: () => Promise<T>): Promise<T> {
    return this.storage.run(undefined, () => this.run(work));
  }

  /**
   * Caches what was just read from the database. Inside a transaction nothing is cached, because it may have read its
   * own changes, which a rollback would undo.
   */
  remember(store: () => void): void {
    if (!this.current()) store();
  }

  /**
   * Runs the callback after the current transaction has been committed, or at once if there is none. It must not throw.
   */
  afterCommit(callback: () => void): void {
    const transaction = this.current();
    if (transaction) transaction.afterCommit(callback);
    else callback();
  }
}

/** Retries after conflicts and lost connections. No other code does this. */
async function withRetries<T>(work: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      if (!mayRetry(error, attempt)) throw error;
      await pause(Math.random() * Math.min(5 * 2 ** attempt, 200));
    }
  }
}

function throwIfDeadlinePassed(): void {
  if ((currentWork()?.deadline ?? Infinity) <= performance.now()) throw new DeadlinePassed('work');
}

function mayRetry(error: unknown, attempt: number): boolean {
  if (error instanceof CommitUnknown) return false;
  if ((currentWork()?.deadline ?? Infinity) <= performance.now()) return false;
  if (isConflict(error)) return attempt < CONFLICT_ATTEMPTS;
  return isConnectionLost(error) && attempt < CONNECTION_ATTEMPTS;
}
