import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { systemWork, withWork } from '@platform/context/work-context';
import { newId, type UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { AccountRepository } from './account.repository';

const GATHERED_MS = 1000;
const TIME_TO_WRITE_MS = 5000;
const AT_ONCE = 500;
const MAX_REMEMBERED = 100_000;

/**
 * The day on which users were last active, by the database's clock. A node writes each user once an hour, many with one
 * statement and after the answer: with once a day, a node whose clock is ahead would miss the new day. If a node is
 * killed first, the next refresh records the day.
 */
@Injectable()
export class LastActive implements BeforeApplicationShutdown {
  private readonly logger = new Logger('LastActive');
  private readonly waiting = new Set<UserId>();
  private noted = { hour: '', users: new Set<UserId>() };
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly accounts: AccountRepository,
    private readonly transactions: Transactions,
  ) {}

  note(userId: UserId): void {
    const hour = new Date().toISOString().slice(0, 13);
    if (this.noted.hour !== hour || this.noted.users.size >= MAX_REMEMBERED) this.noted = { hour, users: new Set() };
    if (this.noted.users.has(userId)) return;
    this.noted.users.add(userId);
    this.waiting.add(userId);
    this.timer ??= setTimeout(() => void this.write(), GATHERED_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.write();
  }

  private async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    // In one order on every node, so that two of them do not wait for each other.
    const users = [...this.waiting].sort();
    this.waiting.clear();
    for (let start = 0; start < users.length; start += AT_ONCE)
      await this.writeSome(users.slice(start, start + AT_ONCE));
  }

  private async writeSome(users: readonly UserId[]): Promise<void> {
    const mark = () => this.transactions.apart(() => this.accounts.markActive(users));
    try {
      await withWork(systemWork('last-active', newId(), TIME_TO_WRITE_MS), mark);
    } catch (error) {
      for (const userId of users) this.noted.users.delete(userId);
      this.logger.warn(`The activity of ${users.length} users could not be recorded: ${String(error)}`);
    }
  }
}
