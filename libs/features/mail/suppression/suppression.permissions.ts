import { definePermission } from '@platform/http/access/audience';

export const MANAGE_SUPPRESSIONS = definePermission(
  'mail.manage-suppressions',
  'List suppressed email addresses, and allow emails to them again',
);
