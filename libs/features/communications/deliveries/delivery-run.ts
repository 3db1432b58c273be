import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { Transactions } from '@platform/persistence/transactions';
import { NotificationView } from '../inbox/notification-view';
import { DELIVERY_JOBS, deliveryJobOf } from '../jobs';
import { NotSent, SendLater, type ChannelSender, type OutgoingNotification } from './channel-sender';
import { ChannelSenders } from './channel-senders';
import { DeliveryCheck } from './delivery-check';
import type { DeliveryId } from './delivery.entity';
import { DeliveryRepository, type Delivery } from './delivery.repository';

/** For each kind of job, so that slow servers occupy only the slots of their channel. */
const AT_ONCE = 16;
const MAX_WAIT_MS = 15 * 60_000;
/** More than a day, after which push notifications are too late. */
const MAX_ATTEMPTS = 200;

/** Sends one notification by one channel. The job only schedules the attempts; the row has the state. */
@Injectable()
export class DeliveryRun implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly deliveries: DeliveryRepository,
    private readonly check: DeliveryCheck,
    private readonly senders: ChannelSenders,
    private readonly view: NotificationView,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    for (const name of DELIVERY_JOBS)
      this.jobs.define<{ id: DeliveryId }>({
        name,
        handle: ({ id }) => this.run(id),
        onDead: ({ id }) => this.settle(id, 'failed'),
        atOnce: AT_ONCE,
        maxAttempts: MAX_ATTEMPTS,
        longestWaitMs: MAX_WAIT_MS,
      });
  }

  private async run(id: DeliveryId): Promise<void> {
    const delivery = await this.deliveries.find(id);
    if (delivery?.state !== 'waiting') return;
    const verdict = await this.check.verdictOn(delivery);
    if (verdict.kind === 'cancel') return this.settle(id, 'cancelled', verdict.reason);
    if (verdict.kind === 'postpone') return this.postpone(delivery, verdict.until);
    const sender = this.senders.of(delivery.channel);
    if (!sender) return this.settle(id, 'cancelled', 'The channel is not configured any more.');
    if (isTooLate(delivery, sender))
      return this.settle(id, 'failed', delivery.reason ?? 'It could not be sent in time.');
    const { contact } = verdict;
    const notification = await this.view.one(contact.id, verdict.notification);
    await this.send(sender, { delivery, notification, contact });
  }

  private async send(sender: ChannelSender, outgoing: OutgoingNotification): Promise<void> {
    const { id } = outgoing.delivery;
    try {
      // No transaction stays open while another server is called.
      if (!sender.isTransactional) await sender.send(outgoing);
      await this.transactions.run(async () => {
        if (!(await this.deliveries.lockWaiting(id))) return;
        if (sender.isTransactional) await sender.send(outgoing);
        await this.deliveries.settle([id], 'sent');
      });
    } catch (error) {
      if (error instanceof SendLater) return this.runIn(error.delayMs, outgoing.delivery);
      if (!(error instanceof NotSent)) throw error;
      if (error.isFinal) return this.settle(id, 'failed', error.reason);
      await this.transactions.run(() => this.deliveries.recordFailure(id, error.reason));
      if (error.retryAfterMs === undefined) throw error;
      await this.runIn(error.retryAfterMs, outgoing.delivery);
    }
  }

  private async settle(id: DeliveryId, state: 'failed' | 'cancelled', reason?: string): Promise<void> {
    await this.transactions.run(async () => {
      const delivery = await this.deliveries.lockWaiting(id);
      if (delivery) await this.deliveries.settle([id], state, reason ?? delivery.reason);
    });
  }

  private async postpone({ id, channel }: Delivery, until: Date): Promise<void> {
    await this.transactions.run(async () => {
      if (!(await this.deliveries.lockWaiting(id))) return;
      await this.deliveries.postpone([id], until);
      await this.jobs.enqueue(deliveryJobOf(channel), { id }, { delayMs: until.getTime() - Date.now() });
    });
  }

  private async runIn(delayMs: number, { id, channel }: Delivery): Promise<void> {
    await this.transactions.run(() => this.jobs.enqueue(deliveryJobOf(channel), { id }, { delayMs }));
  }
}

function isTooLate({ dueAt }: Delivery, { triesForMs }: ChannelSender): boolean {
  return triesForMs !== undefined && Date.now() > dueAt.getTime() + triesForMs;
}
