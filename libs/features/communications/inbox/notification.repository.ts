import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { retryIfDuplicate } from '@platform/persistence/failures';
import { Table } from '@platform/persistence/table';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { isListed, type NotificationState } from './inbox-state.rule';
import { NotificationEntity } from './notification.entity';
import type { NotificationId } from './notification-id';

export type Notification = Readonly<NotificationEntity>;

/** All methods that change a notification must run in a transaction that has locked the inbox of its user. */
@Injectable()
export class NotificationRepository {
  private readonly notifications: Table<NotificationEntity>;

  constructor(private readonly database: Database) {
    this.notifications = new Table(database, NotificationEntity);
  }

  find(id: NotificationId): Promise<Notification | undefined> {
    return this.notifications.read({ id });
  }

  add(notification: Notification): Promise<void> {
    return this.notifications.insert(notification, retryIfDuplicate);
  }

  /** Returns a page, newest first: of one state, or of all that are listed. */
  page(
    userId: UserId,
    state: NotificationState | undefined,
    before: string | undefined,
    limit: number,
  ): Promise<Notification[]> {
    const user = idToBytes(userId);
    return state === undefined
      ? this.notifications.newest('user_id = ? AND is_listed = 1', [user], before, limit)
      : this.notifications.newest('user_id = ? AND state = ?', [user, Buffer.from(state)], before, limit);
  }

  /** The newest notification of a group that is still unread. */
  unreadOfGroup(groupKey: string): Promise<Notification | undefined> {
    return this.notifications.selectOne(`WHERE group_key = ? AND state = 'unread' LIMIT 1`, [idToBytes(groupKey)]);
  }

  async hasActor(groupId: NotificationId, actorId: UserId): Promise<boolean> {
    const found = await this.notifications.selectOnly(['id'], 'WHERE actor_id = ? AND group_id = ? LIMIT 1', [
      idToBytes(actorId),
      idToBytes(groupId),
    ]);
    return found.length > 0;
  }

  /** Returns the notification as it is after the change. */
  async setState(notification: Notification, state: NotificationState): Promise<Notification> {
    const isRead = state === 'read' || state === 'archived';
    const readAt = isRead ? (notification.readAt ?? new Date()) : null;
    await this.notifications.update({ id: notification.id }, { state, isListed: isListed(state), readAt });
    return { ...notification, state, isListed: isListed(state), readAt };
  }

  /** Returns the number of notifications that were unread. */
  async markAllRead(userId: UserId, topic: string | undefined): Promise<number> {
    const condition = topic === undefined ? '' : ' AND topic = ?';
    const { affectedRows } = await this.database.write(
      `UPDATE communications_notification SET state = 'read', read_at = UTC_TIMESTAMP(3)
       WHERE user_id = ? AND state = 'unread'${condition}`,
      [idToBytes(userId), ...(topic === undefined ? [] : [topic])],
    );
    return affectedRows;
  }

  remove(id: NotificationId): Promise<void> {
    return this.notifications.remove({ id });
  }

  expire(ids: readonly NotificationId[]): Promise<void> {
    return this.notifications.updateAll('id', ids, { state: 'expired', isListed: false });
  }

  /** Returns some notifications of the inboxes whose time has passed, with their users. */
  overdue(limit: number): Promise<Pick<Notification, 'id' | 'userId'>[]> {
    return this.notifications.selectOnly(
      ['id', 'userId'],
      `WHERE expires_at <= UTC_TIMESTAMP(3) AND state NOT IN ('grouped', 'expired')
       ORDER BY expires_at LIMIT ${Math.trunc(limit)}`,
      [],
    );
  }

  /** Returns those of these notifications that still exist, as they are now. */
  async lockAll(userId: UserId, ids: readonly NotificationId[]): Promise<Notification[]> {
    const marks = ids.map(() => '?').join(', ');
    return this.notifications.select(`WHERE id IN (${marks}) AND user_id = ? FOR UPDATE`, [
      ...ids.map(idToBytes),
      idToBytes(userId),
    ]);
  }

  /** Counts the rows, to set the number of an inbox whose rows were not added one by one. */
  async countUnread(userId: UserId): Promise<number> {
    const row = await this.database.row<{ n: number }>(
      `SELECT COUNT(*) AS n FROM communications_notification WHERE user_id = ? AND state = 'unread'`,
      [idToBytes(userId)],
    );
    return Number(row?.n ?? 0);
  }
}
