import { defineTag } from '@platform/http/docs/tags';

export const ACTIVITY = defineTag(70, 'Activity', 'What happened to the account, and events that your app adds.');
export const AUDIT_ADMIN = defineTag(
  120,
  'Administration: audit log',
  'Search and export what happened, to all users.',
);
