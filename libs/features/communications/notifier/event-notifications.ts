import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UserReader } from '@features/users';
import { SubjectChanges } from '@platform/event-log/entries/subject-changes';
import { Events } from '@platform/event-log/events';
import type { SequencedEvent } from '@platform/event-log/feed/sequenced-event';
import type { UserId } from '@platform/ids/ids';
import { notificationsOn, notifiedEvents } from '@platform/notifications/notify-on';
import { NotificationTypes } from '../catalogue/notification-types';
import { Notifier } from './notifier';

/** Notifies the users whom an event concerns, after its commit. */
@Injectable()
export class EventNotifications implements OnModuleInit {
  constructor(
    private readonly events: Events,
    private readonly changes: SubjectChanges,
    private readonly users: UserReader,
    private readonly types: NotificationTypes,
    private readonly notifier: Notifier,
  ) {}

  onModuleInit(): void {
    this.events.consume({
      name: 'communications.notifications',
      on: notifiedEvents(),
      from: 'now',
      handle: async (event, { subject }) => {
        if (subject !== null) await this.notify(event, subject);
      },
    });
  }

  private async notify(event: SequencedEvent, userId: UserId): Promise<void> {
    const contact = await this.users.contactOf(userId);
    // The account was erased in the meantime.
    if (!contact) return;
    const recipient = { userId, language: contact.language };
    const [changes = {}] = await this.changes.of(userId, [event.entry]);
    for (const { notification, partsFor } of notificationsOn(event.type)) {
      const parts = partsFor(event, recipient, changes);
      const type = parts && (await this.types.find(notification.type));
      if (type) await this.notifier.notify(recipient, type, parts, event.id);
    }
  }
}
