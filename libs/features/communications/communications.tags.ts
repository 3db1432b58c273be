import { defineTag } from '@platform/http/docs/tags';

export const NOTIFICATIONS = defineTag(72, 'Notifications', 'The inbox of the signed-in user.');
export const SUBSCRIPTIONS = defineTag(73, 'Subscriptions', 'The topics to which users subscribe.');
export const SENDING = defineTag(74, 'Sending notifications', 'Notifications that your app sends.');
export const NOTIFICATION_SETTINGS = defineTag(
  72.5,
  'Notification settings',
  'By which channels, and when, users are notified.',
);
export const DEVICES = defineTag(72.7, 'Devices', 'The devices that receive push notifications.');
export const NOTIFICATIONS_ADMIN = defineTag(
  135,
  'Administration: notifications',
  'The topics, types and texts of notifications.',
);
