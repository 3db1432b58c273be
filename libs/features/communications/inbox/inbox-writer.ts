import { Injectable } from '@nestjs/common';
import { Events } from '@platform/event-log/events';
import type { UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { InboxChanged } from '../communications.events';
import { stateAfter, unreadDelta, type WantedState } from './inbox-state.rule';
import { InboxRepository, type Inbox } from './inbox.repository';
import type { NotificationId } from './notification-id';
import { NotificationRepository, type Notification } from './notification.repository';

/** A notification that is not in the inbox yet. */
export type NewNotification = Pick<
  Notification,
  'id' | 'userId' | 'actorId' | 'type' | 'topic' | 'groupKey' | 'contentSealed' | 'createdAt' | 'expiresAt'
>;

/**
 * Changes notifications together with the number of unread ones. Each change locks the inbox of the user first, so that
 * the number is exact.
 */
@Injectable()
export class InboxWriter {
  constructor(
    private readonly inboxes: InboxRepository,
    private readonly notifications: NotificationRepository,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  /** Returns false, and has no effect, if the notification was added before. */
  async add(given: NewNotification): Promise<boolean> {
    return this.changeInbox(given.userId, async (unread) => {
      if (await this.notifications.find(given.id)) return { result: false };
      const { groupKey } = given;
      const previous = groupKey === null ? undefined : await this.notifications.unreadOfGroup(groupKey);
      if (previous) await this.notifications.setState(previous, 'grouped');
      await this.notifications.add({
        ...given,
        state: 'unread',
        isListed: true,
        readAt: null,
        groupId: groupKey === null ? null : (previous?.groupId ?? given.id),
        people: previous ? await this.peopleWith(previous, given.actorId) : 1,
      });
      return { result: true, unread: previous ? unread : unread + 1 };
    });
  }

  /** The same for a user who does not want it in the inbox. */
  async addArchived(given: NewNotification): Promise<boolean> {
    return this.changeInbox(given.userId, async () => {
      if (await this.notifications.find(given.id)) return { result: false };
      const outside = { isListed: false, readAt: given.createdAt, groupKey: null, groupId: null, people: 1 };
      await this.notifications.add({ ...given, ...outside, state: 'archived' });
      return { result: true };
    });
  }

  /** Returns the notification as it is after the change; undefined if the user does not have it. */
  async setState(userId: UserId, id: NotificationId, wanted: WantedState): Promise<Notification | undefined> {
    return this.changeInbox<Notification | undefined>(userId, async (unread) => {
      const found = await this.listed(userId, id);
      const state = found && stateAfter(found.state, wanted);
      if (!found || !state || state === found.state) return { result: found };
      const result = await this.notifications.setState(found, state);
      return { result, unread: unread + unreadDelta(found.state, state) };
    });
  }

  /** Returns the number of notifications that are unread after it. */
  async markAllRead(userId: UserId, topic: string | undefined): Promise<number> {
    return this.changeInbox(userId, async (unread) => {
      if (unread === 0) return { result: 0 };
      const left = unread - (await this.notifications.markAllRead(userId, topic));
      return { result: left, unread: left };
    });
  }

  /** Returns whether the user had it. */
  async remove(userId: UserId, id: NotificationId): Promise<boolean> {
    return this.changeInbox(userId, async (unread) => {
      const found = await this.ownOf(userId, id);
      if (!found) return { result: false };
      await this.notifications.remove(id);
      return { result: true, unread: found.state === 'unread' ? unread - 1 : unread };
    });
  }

  /** Takes notifications out of the inbox, for the retention job to delete them. */
  async expire(userId: UserId, ids: readonly NotificationId[]): Promise<void> {
    await this.changeInbox(userId, async (unread) => {
      const found = await this.notifications.lockAll(userId, ids);
      await this.notifications.expire(found.map(({ id }) => id));
      const expired = found.filter(({ state }) => state === 'unread').length;
      return { result: undefined, unread: unread - expired };
    });
  }

  /** Counts the rows again, after rows were added by another way. */
  async recount(userId: UserId): Promise<void> {
    await this.changeInbox(userId, async () => ({
      result: undefined,
      unread: await this.notifications.countUnread(userId),
    }));
  }

  /** `change` returns the new number of unread notifications, or none if it has changed no notification. */
  private async changeInbox<T>(
    userId: UserId,
    change: (unread: number) => Promise<{ readonly result: T; readonly unread?: number }>,
  ): Promise<T> {
    return this.transactions.run(async () => {
      const inbox = await this.inboxes.lock(userId);
      const { result, unread } = await change(inbox?.unread ?? 0);
      if (unread !== undefined) await this.save(userId, inbox, unread);
      return result;
    });
  }

  private async save(userId: UserId, inbox: Inbox | undefined, unread: number): Promise<void> {
    await this.inboxes.write(userId, inbox, unread);
    if (unread !== (inbox?.unread ?? 0))
      await this.events.publish(InboxChanged.of({ subject: userId, facts: { unread } }));
  }

  /** A newer notification stands for one that was grouped since the client has read it. */
  private async listed(userId: UserId, id: NotificationId): Promise<Notification | undefined> {
    const found = await this.ownOf(userId, id);
    if (found?.state !== 'grouped' || found.groupKey === null) return found;
    const newest = await this.notifications.unreadOfGroup(found.groupKey);
    return newest?.groupId === found.groupId ? newest : undefined;
  }

  private async ownOf(userId: UserId, id: NotificationId): Promise<Notification | undefined> {
    const found = await this.notifications.find(id);
    return found?.userId === userId && found.state !== 'expired' ? found : undefined;
  }

  private async peopleWith({ groupId, people }: Notification, actorId: UserId | null): Promise<number> {
    const isNew = actorId !== null && groupId !== null && !(await this.notifications.hasActor(groupId, actorId));
    return isNew ? people + 1 : people;
  }
}
