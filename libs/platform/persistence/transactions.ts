import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { PoolConnection } from 'mysql2';
import { currentWork } from '@platform/context/work-context';
import type { ConnectionPool } from './connection-pool';
import { CommitUnknown, DeadlinePassed, isConflict, isConnectionLost } from './failures';

const ATTEMPTS = 8;

/** One open unit of work. Its connection is only taken at the first statement, so work before that holds none. */
export class Transaction {
  private connection: Promise<PoolConnection> | undefined;
  private readonly followers: (() => void)[] = [];
  private ended = false;

  constructor(private readonly pool: ConnectionPool) {}

  /** The connection with the transaction begun on it. */
  open(): Promise<PoolConnection> {
    // Something left running behind its unit: the connection may be another's by now.
    if (this.ended) throw new Error('This unit of work has ended.');
    this.connection ??= this.begin();
    return this.connection;
  }

  /** Until then what is read is read outside: nothing in here could be overlooked. */
  get hasBegun(): boolean {
    return this.connection !== undefined;
  }

  afterCommit(follower: () => void): void {
    this.followers.push(follower);
  }

  async commit(): Promise<void> {
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
    if (!connection) return;
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
      return connection;
    } catch (error) {
      connection.destroy();
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

  constructor(private readonly pool: ConnectionPool) {}

  current(): Transaction | undefined {
    return this.storage.getStore();
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.current()) return work();
    for (let attempt = 1; ; attempt++) {
      const transaction = new Transaction(this.pool);
      let result: T;
      try {
        result = await this.storage.run(transaction, work);
        await transaction.commit();
      } catch (error) {
        await transaction.rollback();
        if (attempt === ATTEMPTS || !mayRetry(error)) throw error;
        await pause(Math.random() * Math.min(5 * 2 ** attempt, 200));
        continue;
      }
      transaction.follow();
      return result;
    }
  }

  /** Work that must stand or fall by itself, whatever becomes of the unit it was called from. */
  async apart<T>(work: () => Promise<T>): Promise<T> {
    return this.storage.run(undefined, () => this.run(work));
  }

  /** Runs once the current unit has been committed, or at once when there is none. Must not throw. */
  afterCommit(follower: () => void): void {
    const transaction = this.current();
    if (transaction) transaction.afterCommit(follower);
    else follower();
  }
}

function refuseLate(): void {
  if ((currentWork()?.deadline ?? Infinity) <= performance.now()) throw new DeadlinePassed('work');
}

function mayRetry(error: unknown): boolean {
  if (error instanceof CommitUnknown) return false;
  if ((currentWork()?.deadline ?? Infinity) <= performance.now()) return false;
  return isConflict(error) || isConnectionLost(error);
}
