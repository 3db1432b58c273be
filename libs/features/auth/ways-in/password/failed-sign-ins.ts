import { randomInt } from 'node:crypto';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { currentWork, systemWork, withWork } from '@platform/context/work-context';
import { Events } from '@platform/events/events';
import { Transactions } from '@platform/persistence/transactions';
import { SignInFailed } from '../../auth.events';

const LATEST_MS = 1000;
const TIME_TO_WRITE_MS = 5000;

/**
 * The trace that a wrong password leaves with the account it was meant for. Written at a moment of chance: right
 * after the answer it would keep the node busy only where there is an account, and the next answer would tell.
 */
@Injectable()
export class FailedSignIns implements BeforeApplicationShutdown {
  private readonly logger = new Logger('SignIn');
  private readonly waiting = new Map<NodeJS.Timeout, () => Promise<void>>();
  private isClosing = false;

  constructor(
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  note(userId: string): void {
    const event = SignInFailed.of({ subject: userId });
    const work = currentWork() ?? systemWork('sign-in', event.id);
    const write = async () => {
      this.waiting.delete(timer);
      const inTime = { ...work, deadline: performance.now() + TIME_TO_WRITE_MS };
      await withWork(inTime, () => this.transactions.apart(() => this.events.publish(event))).catch((error) =>
        this.logger.warn(`A failed sign-in was not noted: ${String(error)}`),
      );
    };
    const timer = setTimeout(() => void write(), this.isClosing ? 0 : randomInt(LATEST_MS));
    this.waiting.set(timer, write);
  }

  /** A node that ends leaves nothing unwritten. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    await Promise.all(
      [...this.waiting].map(([timer, write]) => {
        clearTimeout(timer);
        return write();
      }),
    );
  }
}
