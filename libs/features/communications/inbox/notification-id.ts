import { hash } from 'node:crypto';
import { idFromBytes, idToBytes, type Id, type UserId } from '@platform/ids/ids';

export type NotificationId = Id<'notification'>;

/** The time, and the counter within a millisecond. */
const ORDER_BYTES = 10;

/**
 * The ID of the notification of one user about one source, for example an event. It is computed, so that a source that
 * is handled twice is stored once, and it begins like the ID of the source, so that notifications are in its order.
 */
export function notificationIdOf(sourceId: string, type: string, userId: UserId): NotificationId {
  const bytes = hash('sha256', `notification:${sourceId}:${type}:${userId}`, 'buffer').subarray(0, 16);
  idToBytes(sourceId).copy(bytes, 0, 0, ORDER_BYTES);
  return idFromBytes(bytes);
}

/** Identifies the group of one user's notifications of one type. */
export function groupKeyOf(userId: UserId, type: string, group: string): string {
  return idFromBytes(hash('sha256', `notification-group:${userId}:${type}:${group}`, 'buffer').subarray(0, 16));
}
