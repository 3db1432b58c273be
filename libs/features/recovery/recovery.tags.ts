import { defineTag } from '@platform/http/docs/tags';

export const ACCOUNT_RECOVERY = defineTag(
  20,
  'Account recovery',
  'Reset a password, verify an email address, change it and undo the change.',
);
