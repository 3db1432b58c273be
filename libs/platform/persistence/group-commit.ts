import { AsyncLocalStorage } from 'node:async_hooks';
import type { PoolConnection } from 'mysql2';
import type { ConnectionPool, WriteResult } from './connection-pool';
import {
  CommitUnknown,
  DeadlinePassed,
  isConflict,
  isConnectionLost,
  ConcurrentChange,
  rejectedStatementOf,
} from './failures';
import {
  wasChangedConcurrently,
  isRow,
  refuse,
  rowStatements,
  sizeOf,
  statementOf,
  type DeferredWrite,
  type Statement,
} from './deferred-writes';

const BEGIN: Statement = { text: 'START TRANSACTION', writes: [] };
const COMMIT: Statement = { text: 'COMMIT', writes: [] };
/**
 * Groups run one after another, because this makes them largest. If a group is blocked, for example by a lock, the next
 * one starts after this time.
 */
const NEXT_GROUP_MS = 20;
const GROUPS_AT_ONCE = 4;
const LARGEST_UNITS = 64;
const LARGEST_BYTES = 512 * 1024;

interface Unit {
  readonly writes: readonly DeferredWrite[];
  readonly deadline: number;
  done(): void;
  fail(error: unknown): void;
}

/**
 * Commits transactions that consist only of writes in groups: all that were added during the previous commit share one
 * transaction, two messages (one if each has a single change) and one flush of the log. Responses wait for the commit.
 * A transaction with a concurrent change is removed from the group. After any other failure the group is rolled back,
 * and each transaction is tried separately.
 */
export class GroupCommit {
  private readonly waiting: Unit[] = [];
  private running = 0;
  private isBeginning = false;
  private nextGroupTimer: NodeJS.Timeout | undefined;
  /** A group runs outside the context of any request, because it serves many. */
  private readonly runOutsideRequests = AsyncLocalStorage.snapshot();

  constructor(private readonly pool: ConnectionPool) {}

  private get multiStatementPool(): ConnectionPool {
    return this.pool.multiStatementPool;
  }

  /** Larger transactions would delay the others in the group. */
  accepts(writes: readonly DeferredWrite[]): boolean {
    return sizeOf(writes) <= LARGEST_BYTES / 4;
  }

  async commit(writes: readonly DeferredWrite[], deadline: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ writes, deadline, done: resolve, fail: reject });
      this.beginSoon();
    });
  }

  /**
   * Runs the statements as a separate transaction in one message. If it fails, nothing has been changed, unless it
   * throws `CommitUnknown`.
   */
  async runInOneMessage(texts: readonly string[]): Promise<unknown[]> {
    const statements = texts.map((text) => ({ text, writes: [] }));
    const connection = await this.multiStatementPool.acquire();
    try {
      const results = (await this.send(connection, [BEGIN, ...statements, COMMIT])) as unknown[];
      return results.slice(1, -1);
    } catch (error) {
      await this.undo(connection);
      throw error;
    } finally {
      connection.release();
    }
  }

  private beginSoon(): void {
    if (this.isBeginning || this.running >= GROUPS_AT_ONCE) return;
    this.isBeginning = true;
    const begin = () => {
      this.isBeginning = false;
      if (this.waiting.length > 0) void this.next();
    };
    this.runOutsideRequests(() => {
      // Transactions that commit in the same turn of the event loop join the group.
      if (this.running === 0) setImmediate(begin);
      else this.nextGroupTimer = setTimeout(begin, NEXT_GROUP_MS);
    });
  }

  /** Starts the next group without waiting for its timer, because a running group has ended. */
  private beginNow(): void {
    clearTimeout(this.nextGroupTimer);
    this.isBeginning = false;
    if (this.waiting.length > 0) this.beginSoon();
  }

  private async next(): Promise<void> {
    this.running++;
    const group = this.take();
    try {
      if (group.length > 0) await this.run(group);
    } catch (error) {
      for (const unit of group) unit.fail(error);
    } finally {
      this.running--;
      this.beginNow();
    }
  }

  /** Transactions past their deadline fail before anything is sent for them. */
  private take(): Unit[] {
    const group: Unit[] = [];
    let size = 0;
    while (group.length < LARGEST_UNITS && size < LARGEST_BYTES) {
      const unit = this.waiting.shift();
      if (!unit) break;
      if (unit.deadline <= performance.now()) {
        unit.fail(new DeadlinePassed('work'));
        continue;
      }
      group.push(unit);
      size += sizeOf(unit.writes);
    }
    return group;
  }

  private async run(group: readonly Unit[]): Promise<void> {
    const connection = await this.multiStatementPool.acquire();
    try {
      await this.together(connection, group);
    } finally {
      connection.release();
    }
  }

  private async together(connection: PoolConnection, group: readonly Unit[]): Promise<void> {
    let current: readonly Unit[];
    try {
      current = group.every(isOneChange)
        ? await this.changeAndCommit(connection, group)
        : await this.changeThenCommit(connection, group);
    } catch (error) {
      await this.undo(connection);
      if (group.length === 1 || concernsAll(error)) return group.forEach((unit) => unit.fail(error));
      return this.oneByOne(connection, group);
    }
    if (current.length === 0) await this.undo(connection);
    for (const unit of group) {
      if (current.includes(unit)) unit.done();
      else unit.fail(new ConcurrentChange());
    }
  }

  private async oneByOne(connection: PoolConnection, group: readonly Unit[]): Promise<void> {
    for (const unit of group) {
      if (unit.deadline <= performance.now()) unit.fail(new DeadlinePassed('work'));
      else await this.together(connection, [unit]);
    }
  }

  /**
   * Sends the group in one message. A transaction with a concurrent change has changed nothing, so the commit does not
   * depend on the results.
   */
  private async changeAndCommit(connection: PoolConnection, group: readonly Unit[]): Promise<readonly Unit[]> {
    const writes = group.map((unit) => unit.writes[0] as DeferredWrite);
    const results = (await this.send(connection, [
      BEGIN,
      ...writes.map(statementOf),
      COMMIT,
    ])) as readonly WriteResult[];
    return group.filter((_, at) => !wasChangedConcurrently(writes[at] as DeferredWrite, results[at + 1]));
  }

  private async changeThenCommit(connection: PoolConnection, group: readonly Unit[]): Promise<readonly Unit[]> {
    const current = await this.change(connection, group);
    if (current.length > 0) await this.addRowsAndCommit(connection, current);
    return current;
  }

  /** Runs all writes except inserts. Returns the transactions without a concurrent change. */
  private async change(connection: PoolConnection, group: readonly Unit[]): Promise<readonly Unit[]> {
    const changes = group.flatMap((unit) => changesOf(unit).map((write) => ({ unit, write })));
    if (changes.length === 0) return group;
    const statements = [BEGIN, ...changes.map(({ write }) => statementOf(write))];
    const results = (await this.send(connection, statements)) as readonly WriteResult[];
    const outdated = new Set<Unit>();
    changes.forEach(({ unit, write }, at) => wasChangedConcurrently(write, results[at + 1]) && outdated.add(unit));
    // Part of such a transaction has been written, so the whole group is rolled back and each transaction is tried
    // separately.
    if (group.length > 1 && [...outdated].some((unit) => changesOf(unit).length > 1)) throw new ConcurrentChange();
    return group.filter((unit) => !outdated.has(unit));
  }

  private async addRowsAndCommit(connection: PoolConnection, units: readonly Unit[]): Promise<void> {
    const hasBegun = units.some((unit) => changesOf(unit).length > 0);
    const rows = rowStatements(units.flatMap(({ writes }) => writes));
    await this.send(connection, [...(hasBegun ? [] : [BEGIN]), ...rows, COMMIT]);
  }

  /**
   * Sends the statements in one message. Only the writes of the statement that failed can report a problem for the error.
   */
  private async send(connection: PoolConnection, statements: readonly Statement[]): Promise<unknown> {
    try {
      return await this.multiStatementPool.command(connection, statements.map(({ text }) => text).join(';'));
    } catch (error) {
      const rejected = statements[rejectedStatementOf(error) ?? -1];
      const mayHaveCommitted = statements.at(-1) === COMMIT && (!rejected || rejected === COMMIT) && !isConflict(error);
      if (mayHaveCommitted) throw new CommitUnknown(error);
      return refuse(rejected?.writes ?? [], error);
    }
  }

  private async undo(connection: PoolConnection): Promise<void> {
    try {
      await this.multiStatementPool.conclude(connection, 'ROLLBACK');
    } catch {
      connection.destroy();
    }
  }
}

function isOneChange({ writes }: Unit): boolean {
  return writes.length === 1 && !writes.some(isRow);
}

function changesOf({ writes }: Unit): readonly DeferredWrite[] {
  return writes.filter((write) => !isRow(write));
}

/** The error is not caused by one transaction, and the connection is lost, so none of them can be retried on it. */
function concernsAll(error: unknown): boolean {
  return error instanceof CommitUnknown || error instanceof DeadlinePassed || isConnectionLost(error);
}
