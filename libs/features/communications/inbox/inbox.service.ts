import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Cursors } from '@platform/http/paging/cursors';
import type { UserId } from '@platform/ids/ids';
import { InboxRepository } from './inbox.repository';
import { InboxWriter } from './inbox-writer';
import type {
  NotificationDto,
  NotificationListDto,
  NotificationsQuery,
  UnreadDto,
  UpdateNotificationDto,
} from './inbox.dto';
import type { NotificationId } from './notification-id';
import { NotificationRepository } from './notification.repository';
import { NotificationView } from './notification-view';

@Injectable()
export class InboxService {
  constructor(
    private readonly inboxes: InboxRepository,
    private readonly notifications: NotificationRepository,
    private readonly writer: InboxWriter,
    private readonly view: NotificationView,
    private readonly cursors: Cursors,
  ) {}

  async list(userId: UserId, { state, limit = 20, cursor }: NotificationsQuery): Promise<NotificationListDto> {
    const [before] = this.cursors.read('notifications', { state }, cursor) ?? [];
    const [found, unread] = await Promise.all([
      this.notifications.page(userId, state, before as string | undefined, limit + 1),
      this.inboxes.unreadOf(userId),
    ]);
    const { rows, nextCursor } = this.cursors.page('notifications', { state }, found, limit, ({ id }) => [id]);
    return { items: await this.view.all(userId, rows), unread, nextCursor };
  }

  async update(userId: UserId, id: NotificationId, wanted: UpdateNotificationDto): Promise<NotificationDto> {
    const changed = await this.writer.setState(userId, id, wanted);
    if (!changed) throw RequestProblems.not_found();
    return this.view.one(userId, changed);
  }

  async markAllRead(userId: UserId, topic: string | undefined): Promise<UnreadDto> {
    return { unread: await this.writer.markAllRead(userId, topic) };
  }

  async delete(userId: UserId, id: NotificationId): Promise<void> {
    if (!(await this.writer.remove(userId, id))) throw RequestProblems.not_found();
  }
}
