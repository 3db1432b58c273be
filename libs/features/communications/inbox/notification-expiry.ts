import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import type { UserId } from '@platform/ids/ids';
import { inBatches } from '@platform/persistence/in-batches';
import { InboxWriter } from './inbox-writer';
import type { NotificationId } from './notification-id';
import { NotificationRepository } from './notification.repository';

const EVERY_SECONDS = 60;

/**
 * Takes expired notifications out of the inboxes. Until then they are listed and counted, so that list and number always
 * agree. The retention job deletes them, except those of a user with a legal hold.
 */
@Injectable()
export class NotificationExpiry implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly notifications: NotificationRepository,
    private readonly writer: InboxWriter,
  ) {}

  onModuleInit(): void {
    this.jobs.every({ name: 'communications.expire', seconds: EVERY_SECONDS, run: () => this.run() });
  }

  async run(): Promise<number> {
    return inBatches(async (limit) => {
      const overdue = await this.notifications.overdue(limit);
      const byUser = new Map<UserId, NotificationId[]>();
      for (const { id, userId } of overdue) byUser.set(userId, [...(byUser.get(userId) ?? []), id]);
      for (const [userId, ids] of byUser) await this.writer.expire(userId, ids);
      return overdue.length;
    });
  }
}
