import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobRepository, type NewJob } from '@platform/jobs/job.repository';
import { Jobs } from '@platform/jobs/jobs';
import { Transactions } from '@platform/persistence/transactions';
import { allEvents } from './define-event';
import { deliveryId } from './delivery-id.rule';
import { Events } from './events';
import { withoutEarlierElsewhere } from './fan-out-order.rule';
import { OutboxRepository, type OutboxRow } from './outbox.repository';

const BATCH = 256;

/** Creates one job per event and interested listener, so that a failing listener does not delay the others. */
@Injectable()
export class FanOut implements OnModuleInit {
  constructor(
    private readonly outbox: OutboxRepository,
    private readonly events: Events,
    private readonly jobs: Jobs,
    private readonly jobRows: JobRepository,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.jobs.addSource(() => this.batch());
  }

  /** Returns true if there may be more events. */
  async batch(): Promise<boolean> {
    if (await this.outbox.isEmpty()) return false;
    return this.transactions.run(async () => {
      // During an upgrade, an older worker skips the event types that only newer versions know.
      const types = allEvents().map((definition) => definition.type);
      const locked = await this.outbox.lockOldest(types, BATCH);
      const free = await this.withoutBlocked(locked, types);
      if (free.length === 0) return false;
      const deliveries = free.flatMap((row) => this.deliveriesOf(row));
      if (deliveries.length > 0) await this.jobRows.add(deliveries);
      await this.outbox.remove(free.map((row) => row.sequence));
      return locked.length === BATCH;
    });
  }

  private async withoutBlocked(locked: readonly OutboxRow[], types: readonly string[]): Promise<OutboxRow[]> {
    const subjects = [...new Set(locked.flatMap((row) => row.subject ?? []))];
    const last = Math.max(0, ...locked.map((row) => row.sequence));
    return withoutEarlierElsewhere(locked, await this.outbox.positions(subjects, types, last));
  }

  private deliveriesOf(row: OutboxRow): NewJob[] {
    if (!this.events.hasListenerFor(row.type)) return [];
    const event = row.event();
    return this.events.jobNamesFor({ ...event, at: new Date(event.at) }).map((name) => ({
      id: deliveryId(event.id, name),
      name,
      stream: event.subject,
      payload: event,
    }));
  }
}
