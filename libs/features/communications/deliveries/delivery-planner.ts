import { Injectable } from '@nestjs/common';
import { derivedId } from '@platform/ids/derived-id';
import type { UserId } from '@platform/ids/ids';
import { Jobs } from '@platform/jobs/jobs';
import type { Channel } from '@platform/notifications/channels';
import type { DeviceId } from '../devices/device.entity';
import { DeviceRepository } from '../devices/device.repository';
import { deliveryJobOf, SEND_DIGEST } from '../jobs';
import type { NotificationId } from '../inbox/notification-id';
import type { Choices } from '../settings/choices.rule';
import { planOf, type PlannedDelivery } from '../settings/delivery-plan.rule';
import { ChannelSenders } from './channel-senders';
import { DeliveryRepository, type NewDelivery } from './delivery.repository';

interface Notified {
  readonly id: NotificationId;
  readonly userId: UserId;
  readonly sourceId: string;
  readonly topic: string;
  readonly channels: readonly Channel[];
}

/** Decides how a new notification is sent. */
@Injectable()
export class DeliveryPlanner {
  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly devices: DeviceRepository,
    private readonly senders: ChannelSenders,
    private readonly jobs: Jobs,
  ) {}

  /** Must run in the transaction that adds the notification, so that it is planned exactly once. */
  async plan(notified: Notified, choices: Choices): Promise<void> {
    const now = new Date();
    const channels = notified.channels.filter((channel) => this.senders.of(channel));
    for (const planned of planOf(choices, { ...notified, channels }, now)) {
      if (planned.channel !== 'push') await this.add(notified, planned, null, now);
      else for (const { id } of await this.devices.ofUser(notified.userId)) await this.add(notified, planned, id, now);
    }
  }

  private async add(
    { id, userId, sourceId }: Notified,
    planned: PlannedDelivery,
    deviceId: DeviceId | null,
    now: Date,
  ): Promise<void> {
    const delivery: NewDelivery = { notificationId: id, userId, sourceId, deviceId, ...planned };
    const deliveryId = await this.deliveries.add(delivery);
    const { dueAt, isDigest } = planned;
    const delayMs = Math.max(0, dueAt.getTime() - now.getTime());
    if (isDigest) await this.enqueueDigest(userId, dueAt, delayMs);
    else await this.jobs.enqueue(deliveryJobOf(planned.channel), { id: deliveryId }, { delayMs });
  }

  /** All deliveries that are due together have one job. */
  private async enqueueDigest(userId: UserId, dueAt: Date, delayMs: number): Promise<void> {
    const due = dueAt.toISOString();
    await this.jobs.enqueue(SEND_DIGEST, { userId, dueAt: due }, { id: derivedId(`digest:${userId}:${due}`), delayMs });
  }
}
