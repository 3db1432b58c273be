import { defineTag } from '@platform/http/docs/tags';

export const ACCOUNT_RECOVERY = defineTag(
  20,
  'Account recovery',
  'Reset a password; verify, change and undo changes of the email address; verify a phone number.',
);
