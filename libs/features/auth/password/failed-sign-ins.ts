import { randomInt } from 'node:crypto';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { currentWork, systemWork, withTime, withWork, type WorkContext } from '@platform/context/work-context';
import type { DomainEvent } from '@platform/event-log/definitions/domain-event';
import { Events } from '@platform/event-log/events';
import { Transactions } from '@platform/persistence/transactions';

const MAX_DELAY_MS = 1000;
const WRITE_TIMEOUT_MS = 5000;

/**
 * Records a failed sign-in for the account. The write happens at a random time: right after the response it would slow
 * down the next request only for existing accounts, which could be measured.
 */
@Injectable()
export class FailedSignIns implements BeforeApplicationShutdown {
  private readonly logger = new Logger('SignIn');
  /** The writes that have not started, by their timers. */
  private readonly waiting = new Map<NodeJS.Timeout, () => void>();
  private readonly running = new Set<Promise<void>>();
  private isClosing = false;

  constructor(
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  /** The response waits for the write only during shutdown, when a deferred write could be lost. */
  async record(event: DomainEvent): Promise<void> {
    const work = currentWork() ?? systemWork('sign-in', event.id);
    if (this.isClosing) return this.write(event, work);
    const write = () => {
      this.waiting.delete(timer);
      const written = this.write(event, work).finally(() => this.running.delete(written));
      this.running.add(written);
    };
    const timer = setTimeout(write, randomInt(MAX_DELAY_MS));
    this.waiting.set(timer, write);
  }

  /** Writes everything that is pending before the node shuts down. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    for (const [timer, write] of this.waiting) {
      clearTimeout(timer);
      write();
    }
    await Promise.all(this.running);
  }

  private async write(event: DomainEvent, work: WorkContext): Promise<void> {
    const publish = () => withTime(WRITE_TIMEOUT_MS, () => this.transactions.apart(() => this.events.publish(event)));
    await withWork(work, publish).catch((error) =>
      this.logger.warn(`A failed sign-in could not be recorded: ${String(error)}`),
    );
  }
}
