import { Injectable } from '@nestjs/common';
import { UserReader, type Contact } from '@features/users';
import { NotificationRepository, type Notification } from '../inbox/notification.repository';
import { ChoicesReader } from '../settings/choices-reader';
import { choicesFor, pausedUntil } from '../settings/choices.rule';
import type { Delivery } from './delivery.repository';

export type Verdict =
  | { readonly kind: 'cancel'; readonly reason: string }
  | { readonly kind: 'postpone'; readonly until: Date }
  | { readonly kind: 'send'; readonly notification: Notification; readonly contact: Contact };

/** Decides when a delivery is due whether the user still wants it. */
@Injectable()
export class DeliveryCheck {
  constructor(
    private readonly notifications: NotificationRepository,
    private readonly users: UserReader,
    private readonly choices: ChoicesReader,
  ) {}

  async verdictOn({ userId, notificationId, channel, isDigest, onlyIfUnread }: Delivery): Promise<Verdict> {
    const [notification, contact] = await Promise.all([
      this.notifications.find(notificationId),
      this.users.contactOf(userId),
    ]);
    if (!notification || notification.state === 'expired')
      return cancel('The notification was deleted or has expired.');
    if (contact?.state !== 'active') return cancel('The account is not active.');
    const wasSeen = notification.state === 'read' || notification.state === 'archived';
    if (onlyIfUnread && wasSeen) return cancel('The user has read the notification.');
    const choices = await this.choices.of(userId);
    const chosen = choicesFor(choices, notification.topic);
    // In a digest, only what the user has not seen in the inbox is news.
    if (isDigest && chosen.inbox && wasSeen) return cancel('The user has read the notification.');
    if (!chosen[channel]) return cancel('The user has turned this channel off.');
    const until = pausedUntil(choices, notification.topic, new Date());
    return until ? { kind: 'postpone', until } : { kind: 'send', notification, contact };
  }
}

function cancel(reason: string): Verdict {
  return { kind: 'cancel', reason };
}
