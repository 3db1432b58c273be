import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { systemWork, withWork } from '@platform/context/work-context';
import { newId, type UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { AccountRepository } from './account.repository';

const WRITE_DELAY_MS = 1000;
const WRITE_TIMEOUT_MS = 5000;
const BATCH_SIZE = 500;
const MAX_USERS = 100_000;

/**
 * Records the day on which users were last active, by the clock of the database. Each node writes a user once an hour
 * in batches, after the response. Once a day is not enough, because a node whose clock is ahead would miss the new day.
 * If a node is killed before the write, the next refresh records the day.
 */
@Injectable()
export class LastActive implements BeforeApplicationShutdown {
  private readonly logger = new Logger('LastActive');
  private readonly pending = new Set<UserId>();
  private recorded = { hour: '', users: new Set<UserId>() };
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly accounts: AccountRepository,
    private readonly transactions: Transactions,
  ) {}

  record(userId: UserId): void {
    const hour = new Date().toISOString().slice(0, 13);
    if (this.recorded.hour !== hour || this.recorded.users.size >= MAX_USERS)
      this.recorded = { hour, users: new Set() };
    if (this.recorded.users.has(userId)) return;
    this.recorded.users.add(userId);
    this.pending.add(userId);
    this.timer ??= setTimeout(() => void this.write(), WRITE_DELAY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.write();
  }

  private async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    // All nodes use the same order, to avoid deadlocks.
    const users = [...this.pending].sort();
    this.pending.clear();
    for (let start = 0; start < users.length; start += BATCH_SIZE)
      await this.writeBatch(users.slice(start, start + BATCH_SIZE));
  }

  private async writeBatch(users: readonly UserId[]): Promise<void> {
    const mark = () => this.transactions.apart(() => this.accounts.markActive(users));
    try {
      await withWork(systemWork('last-active', newId(), WRITE_TIMEOUT_MS), mark);
    } catch (error) {
      for (const userId of users) this.recorded.users.delete(userId);
      this.logger.warn(`The activity of ${users.length} users could not be recorded: ${String(error)}`);
    }
  }
}
