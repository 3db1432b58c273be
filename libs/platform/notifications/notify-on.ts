import type { Changes } from '@platform/event-log/changes/changes';
import type { EventDefinition } from '@platform/event-log/definitions/define-event';
import type { SequencedEvent } from '@platform/event-log/feed/sequenced-event';
import type { UserId } from '@platform/ids/ids';
import type { NotificationDefinition } from './define-notification';

/** What one user is notified of. */
export interface NotificationParts<Data extends object = object> {
  readonly data: Data;
  /** The user who caused it, whose name is filled in when the notification is shown. */
  readonly actorId?: UserId;
  /** Unread notifications of the same type with the same group are shown as one. */
  readonly group?: string;
  readonly expiresAt?: Date;
}

/** The user to be notified. */
export interface Recipient {
  readonly userId: UserId;
  readonly language: string;
}

/** The notification that follows from an event. */
export interface EventNotification<Definition extends EventDefinition, Data extends object> {
  readonly on: Definition;
  readonly notification: NotificationDefinition<Data>;
  /**
   * Called for each subject of the event, with the changes that this user can read. Returns undefined if the user is not
   * notified.
   */
  partsFor(
    event: SequencedEvent<Definition>,
    recipient: Recipient,
    changes: Changes,
  ): NotificationParts<Data> | undefined;
}

export type AnyEventNotification = EventNotification<EventDefinition, object>;

const byEvent = new Map<string, AnyEventNotification[]>();

/** Declares that the subjects of an event are notified of it. */
export function notifyOn<Definition extends EventDefinition, Data extends object>(
  given: EventNotification<Definition, Data>,
): void {
  const { type } = given.on;
  byEvent.set(type, [...(byEvent.get(type) ?? []), given]);
}

export function notificationsOn(type: string): readonly AnyEventNotification[] {
  return byEvent.get(type) ?? [];
}

/** The events that users are notified of. */
export function notifiedEvents(): readonly EventDefinition[] {
  return [...byEvent.values()].flatMap(([first]) => (first ? [first.on] : []));
}
