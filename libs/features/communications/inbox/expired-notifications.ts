import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import type { UserId } from '@platform/ids/ids';
import { inBatches } from '@platform/persistence/in-batches';
import { InboxWriter } from './inbox-writer';
import type { NotificationId } from './notification-id';
import { NotificationRepository } from './notification.repository';

const EVERY_SECONDS = 60;

/** Deletes expired notifications. Until then they are listed and counted, so that list and number always agree. */
@Injectable()
export class ExpiredNotifications implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly notifications: NotificationRepository,
    private readonly writer: InboxWriter,
  ) {}

  onModuleInit(): void {
    this.jobs.every({ name: 'communications.expire', seconds: EVERY_SECONDS, run: () => this.remove() });
  }

  async remove(): Promise<number> {
    return inBatches(async (limit) => {
      const expired = await this.notifications.expired(limit);
      const byUser = new Map<UserId, NotificationId[]>();
      for (const { id, userId } of expired) byUser.set(userId, [...(byUser.get(userId) ?? []), id]);
      for (const [userId, ids] of byUser) await this.writer.remove(userId, ids);
      return expired.length;
    });
  }
}
