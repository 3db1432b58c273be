import { definePermission } from '@platform/http/access/audience';
import { defineScope } from '@platform/http/access/scopes';

export const MANAGE_NOTIFICATIONS = definePermission(
  'notifications.manage',
  'Define the topics, types and texts of notifications',
);
export const SEND_NOTIFICATIONS = definePermission('notifications.send', 'Send notifications to users');

export const NOTIFICATIONS_READ = defineScope('notifications:read', 'Read your notifications and subscriptions');
export const NOTIFICATIONS_WRITE = defineScope(
  'notifications:write',
  'Mark, archive and delete your notifications, and change your subscriptions',
);
