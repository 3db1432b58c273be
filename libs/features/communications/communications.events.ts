import { defineEvent } from '@platform/event-log/definitions/define-event';
import { BooleanField, ChoiceField, IdField, IntegerField, TextField } from '@platform/http/fields/fields';
import { MAX_TYPE_LENGTH, NOTIFICATION_TYPE } from '@platform/notifications/define-notification';
import { TOPIC_NAME } from '@platform/notifications/topics';
import { MANAGE_NOTIFICATIONS } from './communications.permissions';
import type { Id } from '@platform/ids/ids';

/** Longer than a client of the stream can resume. */
const KEPT_DAYS = 2;

const TOPIC = { max: 40, pattern: TOPIC_NAME, description: 'The topic.', example: 'releases' };
const TYPE = { max: MAX_TYPE_LENGTH, pattern: NOTIFICATION_TYPE, description: 'The type.', example: 'app.released' };

class InboxChangedFacts {
  @IntegerField({ min: 0, max: 4_294_967_295, description: 'The number of unread notifications.', example: 3 })
  unread: number;
}

class TopicFacts {
  @TextField(TOPIC)
  topic: string;
}

class TypeFacts {
  @TextField(TYPE)
  type: string;
}

class NotificationSentFacts {
  @IdField({ description: 'The ID of the notification.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  notificationId: Id<'publication'>;

  @TextField(TYPE)
  type: string;

  @TextField({ ...TOPIC, optional: true, description: 'The topic, if it was sent to its subscribers.' })
  topic?: string;

  @IntegerField({
    min: 1,
    max: 100,
    optional: true,
    description: 'The number of recipients, if users were named.',
    example: 2,
  })
  recipients?: number;
}

/** It is in the log so that the number has a position in the stream. */
export const InboxChanged = defineEvent(
  'communications.inbox_changed',
  1,
  InboxChangedFacts,
  'The inbox of a user has changed',
  { internal: { keptDays: KEPT_DAYS } },
);

const MANAGED = { permission: MANAGE_NOTIFICATIONS };

export const TopicChanged = defineEvent(
  'communications.topic_changed',
  1,
  TopicFacts,
  'A topic of notifications was created or changed',
  { changes: { doubleOptIn: MANAGED, names: MANAGED } },
);
export const TopicDeleted = defineEvent(
  'communications.topic_deleted',
  1,
  TopicFacts,
  'A topic of notifications was deleted',
  { changes: { doubleOptIn: MANAGED, names: MANAGED } },
);
export const NotificationTypeChanged = defineEvent(
  'communications.type_changed',
  1,
  TypeFacts,
  'A type of notification or its texts were changed',
  { changes: { topic: MANAGED, channels: MANAGED, fields: MANAGED, texts: MANAGED } },
);
export const NotificationTypeDeleted = defineEvent(
  'communications.type_deleted',
  1,
  TypeFacts,
  'A type of notification or its texts were deleted',
  { changes: { topic: MANAGED, channels: MANAGED, fields: MANAGED, texts: MANAGED } },
);
export const NotificationSent = defineEvent(
  'communications.notification_sent',
  1,
  NotificationSentFacts,
  'The app or a member of staff sent a notification',
);
class SubscribedFacts extends TopicFacts {
  @BooleanField({ description: 'Whether the user has confirmed it by email (double opt-in).', example: true })
  confirmed: boolean;
}

export const SubscriptionRequested = defineEvent(
  'communications.subscription_requested',
  1,
  TopicFacts,
  'A user asked to subscribe to a topic that requires a confirmation by email',
);
export const Subscribed = defineEvent('communications.subscribed', 1, SubscribedFacts, 'A user subscribed to a topic');
export const Unsubscribed = defineEvent(
  'communications.unsubscribed',
  1,
  TopicFacts,
  'A user unsubscribed from a topic',
);

class DeviceFacts {
  @ChoiceField({ values: ['web-push', 'fcm', 'apns'], description: 'The push service.', example: 'web-push' })
  kind: string;
}

export const DeviceRegistered = defineEvent(
  'communications.device_registered',
  1,
  DeviceFacts,
  'A device was registered for push notifications',
);
export const DeviceRemoved = defineEvent(
  'communications.device_removed',
  1,
  DeviceFacts,
  'A device no longer receives push notifications',
);
