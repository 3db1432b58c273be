import { derivedId, derivedIdLike } from '@platform/ids/derived-id';
import type { Id, UserId } from '@platform/ids/ids';

export type NotificationId = Id<'notification'>;

/**
 * The ID of the notification of one user about one source, for example an event. It is computed, so that a source that
 * is handled twice is stored once, and notifications are in the order of their sources.
 */
export function notificationIdOf(sourceId: string, type: string, userId: UserId): NotificationId {
  return derivedIdLike(sourceId, `notification:${sourceId}:${type}:${userId}`);
}

/** Identifies the group of one user's notifications of one type. */
export function groupKeyOf(userId: UserId, type: string, group: string): string {
  return derivedId(`notification-group:${userId}:${type}:${group}`);
}
