import { defineScope } from '@platform/http/access/scopes';

export const NOTIFICATIONS_READ = defineScope('notifications:read', 'Read your notifications');
export const NOTIFICATIONS_WRITE = defineScope('notifications:write', 'Mark, archive and delete your notifications');
