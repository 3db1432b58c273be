import { definePermission } from '@platform/http/access/audience';

export const DELETE_USERS = definePermission(
  'users.delete',
  'Request the deletion of accounts, and approve or cancel it',
);
export const ERASE_USERS = definePermission('users.erase', 'Erase accounts at once, without a grace period');
export const READ_ERASURES = definePermission(
  'privacy.read-erasures',
  'Read requests for deletion, why they are postponed, and certificates of erasure',
);
export const MANAGE_HOLDS = definePermission(
  'privacy.manage-holds',
  'List, place and remove legal holds, which postpone erasures',
);
