import { AsyncLocalStorage } from 'node:async_hooks';
import type { PoolConnection } from 'mysql2';
import type { ConnectionPool, WriteResult } from './connection-pool';
import {
  CommitUnknown,
  DeadlinePassed,
  isConflict,
  isConnectionLost,
  ConcurrentChange,
  wasRefusedBefore,
} from './failures';
import { isOvertaken, isRow, rowTexts, sizeOf, textOf, type DeferredWrite } from './deferred-writes';

const BEGIN = 'START TRANSACTION';
/** One after the other makes the largest groups. A group that waits, for a lock say, holds up the next only so long. */
const PATIENCE_MS = 20;
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
 * Commits transactions that only write in groups: all that have gathered during the previous commit use one
 * transaction, two messages (one if each has a single change) and one flush of the log. Responses wait for the commit.
 * A transaction with a concurrent change is removed from the group. Any other failure rolls the group back, and each
 * transaction is then tried separately.
 */
export class GroupCommit {
  private readonly waiting: Unit[] = [];
  private running = 0;
  private isBeginning = false;
  private patience: NodeJS.Timeout | undefined;
  /** A group runs outside of any request context, because it serves many. */
  private readonly outside = AsyncLocalStorage.snapshot();

  constructor(private readonly pool: ConnectionPool) {}

  private get lanes(): ConnectionPool {
    return this.pool.lanes;
  }

  /** Larger ones would keep the others waiting. */
  takes(writes: readonly DeferredWrite[]): boolean {
    return sizeOf(writes) <= LARGEST_BYTES / 4;
  }

  async commit(writes: readonly DeferredWrite[], deadline: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ writes, deadline, done: resolve, fail: reject });
      this.beginSoon();
    });
  }

  /** One transaction by itself; what failed has not happened, unless it is not known. */
  async atOnce(texts: readonly string[]): Promise<unknown[]> {
    const connection = await this.lanes.acquire();
    try {
      const answers = (await this.send(connection, [BEGIN, ...texts, 'COMMIT'])) as unknown[];
      return answers.slice(1, -1);
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
    this.outside(() => {
      // What this turn of the event loop still brings goes along.
      if (this.running === 0) setImmediate(begin);
      else this.patience = setTimeout(begin, PATIENCE_MS);
    });
  }

  /** The group that was waited for has ended before the patience did. */
  private beginNow(): void {
    clearTimeout(this.patience);
    this.isBeginning = false;
    if (this.waiting.length > 0) this.beginSoon();
  }

  private async next(): Promise<void> {
    this.running++;
    const group = this.take();
    try {
      if (group.length > 0) await this.carryOut(group);
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

  private async carryOut(group: readonly Unit[]): Promise<void> {
    const connection = await this.lanes.acquire();
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
      if (group.length === 1 || concernsAll(error)) return group.forEach((unit) => refuse(unit, error));
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

  /** One that was overtaken has written nothing, so there is nothing to know before the commit. */
  private async changeAndCommit(connection: PoolConnection, group: readonly Unit[]): Promise<readonly Unit[]> {
    const writes = group.map((unit) => unit.writes[0] as DeferredWrite);
    const results = (await this.send(connection, [BEGIN, ...writes.map(textOf), 'COMMIT'])) as readonly WriteResult[];
    return group.filter((_, at) => !isOvertaken(writes[at] as DeferredWrite, results[at + 1]));
  }

  private async changeThenCommit(connection: PoolConnection, group: readonly Unit[]): Promise<readonly Unit[]> {
    const current = await this.change(connection, group);
    if (current.length > 0) await this.addRowsAndCommit(connection, current);
    return current;
  }

  /** Everything but the rows that are only added. Answers the units that were not overtaken. */
  private async change(connection: PoolConnection, group: readonly Unit[]): Promise<readonly Unit[]> {
    const changes = group.flatMap((unit) => changesOf(unit).map((write) => ({ unit, write })));
    if (changes.length === 0) return group;
    const texts = [BEGIN, ...changes.map(({ write }) => textOf(write))];
    const results = (await this.lanes.command(connection, texts.join(';'))) as readonly WriteResult[];
    const overtaken = new Set<Unit>();
    changes.forEach(({ unit, write }, at) => isOvertaken(write, results[at + 1]) && overtaken.add(unit));
    // Part of such a transaction has been written, so the whole group is rolled back and each transaction is tried
    // separately.
    if (group.length > 1 && [...overtaken].some((unit) => changesOf(unit).length > 1)) throw new ConcurrentChange();
    return group.filter((unit) => !overtaken.has(unit));
  }

  private async addRowsAndCommit(connection: PoolConnection, units: readonly Unit[]): Promise<void> {
    const hasBegun = units.some((unit) => changesOf(unit).length > 0);
    const texts = [...(hasBegun ? [] : [BEGIN]), ...rowTexts(units.flatMap(({ writes }) => writes)), 'COMMIT'];
    await this.send(connection, texts);
  }

  /** A message that ends in COMMIT. */
  private async send(connection: PoolConnection, texts: readonly string[]): Promise<unknown> {
    try {
      return await this.lanes.command(connection, texts.join(';'));
    } catch (error) {
      const isKnown = wasRefusedBefore(error, texts.length - 1) || isConflict(error);
      throw isKnown ? error : new CommitUnknown(error);
    }
  }

  private async undo(connection: PoolConnection): Promise<void> {
    try {
      await this.lanes.conclude(connection, 'ROLLBACK');
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

/** Not the fault of one unit; and the connection is gone, so none of them can be tried on it again. */
function concernsAll(error: unknown): boolean {
  return error instanceof CommitUnknown || error instanceof DeadlinePassed || isConnectionLost(error);
}

/** Uses the error that the write has declared, if any. */
function refuse(unit: Unit, error: unknown): void {
  try {
    for (const write of unit.writes) write.refuse?.(error);
    unit.fail(error);
  } catch (worded) {
    unit.fail(worded);
  }
}
