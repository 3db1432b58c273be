import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import type { UserId } from '@platform/ids/ids';
import type { NotificationId } from '../inbox/notification-id';
import { NotificationRepository } from '../inbox/notification.repository';
import type { DeliveryListDto } from './deliveries.dto';
import { DeliveryRepository, type Delivery } from './delivery.repository';

/** Shows users how a notification was sent to them. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly notifications: NotificationRepository,
    private readonly deliveries: DeliveryRepository,
  ) {}

  async list(userId: UserId, id: NotificationId): Promise<DeliveryListDto> {
    const notification = await this.notifications.find(id);
    if (notification?.userId !== userId) throw RequestProblems.not_found();
    return { items: (await this.deliveries.ofNotification(id)).map(dtoOf) };
  }
}

function dtoOf({ channel, state, reason, dueAt, settledAt }: Delivery) {
  return { channel, state, reason, dueAt: dueAt.toISOString(), settledAt: settledAt?.toISOString() ?? null };
}
