/**
 * `grouped`: a newer notification of its group stands for it. `expired`: it is no longer in the inbox, and the retention
 * job deletes it.
 */
export type NotificationState = 'unread' | 'read' | 'archived' | 'grouped' | 'expired';

export interface WantedState {
  readonly read?: boolean;
  readonly archived?: boolean;
}

/** The state after a change. An archived notification is read, and one that is unread is not archived. */
export function stateAfter(state: NotificationState, { read, archived }: WantedState): NotificationState {
  const isArchived = archived ?? (state === 'archived' && read !== false);
  if (isArchived) return 'archived';
  const isRead = read ?? state !== 'unread';
  return isRead ? 'read' : 'unread';
}

export function isListed(state: NotificationState): boolean {
  return state === 'unread' || state === 'read';
}

/** How the number of unread notifications changes. */
export function unreadDelta(before: NotificationState, after: NotificationState): number {
  return Number(after === 'unread') - Number(before === 'unread');
}
