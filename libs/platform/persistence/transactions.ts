import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { PoolConnection } from 'mysql2';
import { currentWork } from '@platform/context/work-context';
import type { ConnectionPool, SqlValue, WriteResult } from './connection-pool';
import { CommitUnknown, DeadlinePassed, isConflict, isConnectionLost, ConcurrentChange } from './failures';
import { GroupCommit } from './group-commit';
import { sqlText } from './sql-text.rule';
import { isOvertaken, isRow, rowTexts, statementOf, type DeferredWrite, type GuardedRow } from './deferred-writes';

/** Where many write the same rows each loses several times in a row, and the work's own deadline ends it anyway. */
const CONFLICT_ATTEMPTS = 20;
/** The limit is low, because callers can retry if the server is unavailable. */
const CONNECTION_ATTEMPTS = 8;
/** From here on a statement for each table is faster than a prepared one for each row. */
const MANY_ROWS = 32;

/**
 * One open transaction. It takes a connection at the first statement that needs one; a transaction with only deferred
 * writes is committed in a group.
 */
export class Transaction {
  private connection: Promise<PoolConnection> | undefined;
  private readonly followers: (() => void)[] = [];
  private late: DeferredWrite[] = [];
  private ended = false;

  constructor(
    private readonly pool: ConnectionPool,
    private readonly group: GroupCommit,
    private readonly attempt = 1,
  ) {}

  /**
   * On its first attempt a unit reads without locks, and its deferred writes check that what was read is unchanged. If it
   * has changed, the unit is run again with locks.
   */
  get isOptimistic(): boolean {
    return this.attempt === 1 && !this.connection;
  }

  /** The connection with the transaction begun on it, and everything so far written. */
  open(): Promise<PoolConnection> {
    // Code that was not awaited is still running. The connection may already belong to another transaction.
    if (this.ended) throw new Error('This transaction has ended.');
    this.connection ??= this.begin();
    return this.connection;
  }

  /** Whether a read of the table outside this transaction could miss a change of its own. */
  mayHaveChanged(table: string): boolean {
    return this.connection !== undefined || this.late.some((write) => write.table === table && !write.guarded);
  }

  /** The check of a row that has been read without a lock and not been changed since. */
  guardOf(name: string): GuardedRow | undefined {
    return this.late.find(({ guarded }) => guarded?.name === name)?.guarded;
  }

  /** Puts the change of a row in the place of its check, so that rows are locked in the order in which they were read. */
  replaceGuard(name: string, write: DeferredWrite): void {
    if (this.ended) throw new Error('This transaction has ended.');
    this.late = this.late.map((other) => (other.guarded?.name === name ? write : other));
  }

  /** Keeps a write for the end; one that has begun already writes it now. */
  async write(write: DeferredWrite): Promise<void> {
    if (this.ended) throw new Error('This transaction has ended.');
    // Deferred changes are sent before deferred rows, so a change of such a row cannot be deferred as well.
    if (!isRow(write) && this.late.some((other) => isRow(other) && other.table === write.table)) await this.open();
    if (this.connection) await this.writeNow(await this.connection, write);
    else this.late.push(write);
  }

  afterCommit(follower: () => void): void {
    this.followers.push(follower);
  }

  async commit(): Promise<void> {
    if (!this.connection && this.late.length > 0) {
      if (this.group.takes(this.late)) {
        this.ended = true;
        return this.group.commit(this.late, currentWork()?.deadline ?? Infinity);
      }
      await this.open();
    }
    if (this.connection) {
      const connection = await this.connection;
      // Too late is known before anything is sent: then it is rolled back, and not in doubt.
      refuseLate();
      this.ended = true;
      try {
        await this.pool.conclude(connection, 'COMMIT');
      } catch (error) {
        // A conflict reported at commit (certification) has rolled everything back; anything else is not known.
        throw isConflict(error) ? error : new CommitUnknown(error);
      }
      connection.release();
    }
    this.ended = true;
  }

  /** After the commit, and outside of what may be tried again. */
  follow(): void {
    for (const follower of this.followers) follower();
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
      // Whatever the reason, a connection whose rollback failed is not fit to be used again.
      connection.destroy();
    }
  }

  private async begin(): Promise<PoolConnection> {
    const connection = await this.pool.acquire();
    try {
      await this.pool.command(connection, 'START TRANSACTION');
      await this.writeAll(connection, this.late.splice(0));
      return connection;
    } catch (error) {
      await this.undo(connection);
      throw error;
    }
  }

  private async writeAll(connection: PoolConnection, late: readonly DeferredWrite[]): Promise<void> {
    const rows = late.filter(isRow);
    const isMany = rows.length >= MANY_ROWS;
    for (const write of late) if (!isMany || !isRow(write)) await this.writeNow(connection, write);
    if (!isMany) return;
    try {
      for (const text of rowTexts(rows)) await this.pool.command(connection, text);
    } catch (error) {
      for (const { refuse } of rows) refuse?.(error);
      throw error;
    }
  }

  private async writeNow(connection: PoolConnection, write: DeferredWrite): Promise<void> {
    try {
      const result = await this.pool.execute(connection, statementOf(write), write.values);
      if (isOvertaken(write, result as WriteResult)) throw new ConcurrentChange();
    } catch (error) {
      write.refuse?.(error);
      throw error;
    }
  }
}

/**
 * Units of work. Services open one with `run`; repositories find it by themselves; an inner `run` joins the
 * outer one. Conflicts and connections lost before the commit are retried here and nowhere else, around the
 * whole unit, so nothing inside may have an effect outside the database: that belongs in `afterCommit`.
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
    const { transaction, result } = await untilDone(async (attempt) => {
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
    transaction.follow();
    return result;
  }

  /**
   * Runs independent statements as one transaction in one message, and returns their results. It is independent of a
   * surrounding transaction.
   */
  async together(statements: readonly { sql: string; values: readonly SqlValue[] }[]): Promise<unknown[]> {
    return untilDone(() => this.group.atOnce(statements.map(({ sql, values }) => sqlText(sql, values))));
  }

  /** Runs a separate transaction, independent of the surrounding one. */
  async apart<T>(work: () => Promise<T>): Promise<T> {
    return this.storage.run(undefined, () => this.run(work));
  }

  /**
   * Caches what was just read from the database. Inside a transaction nothing is cached, because it may have read its
   * own changes, which a rollback would undo.
   */
  remember(keep: () => void): void {
    if (!this.current()) keep();
  }

  /** Runs once the current unit has been committed, or at once when there is none. Must not throw. */
  afterCommit(follower: () => void): void {
    const transaction = this.current();
    if (transaction) transaction.afterCommit(follower);
    else follower();
  }
}

/** Conflicts and lost connections are met here, and nowhere else, by doing it again. */
async function untilDone<T>(work: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      if (!mayRetry(error, attempt)) throw error;
      await pause(Math.random() * Math.min(5 * 2 ** attempt, 200));
    }
  }
}

function refuseLate(): void {
  if ((currentWork()?.deadline ?? Infinity) <= performance.now()) throw new DeadlinePassed('work');
}

function mayRetry(error: unknown, attempt: number): boolean {
  if (error instanceof CommitUnknown) return false;
  if ((currentWork()?.deadline ?? Infinity) <= performance.now()) return false;
  if (isConflict(error)) return attempt < CONFLICT_ATTEMPTS;
  return isConnectionLost(error) && attempt < CONNECTION_ATTEMPTS;
}
