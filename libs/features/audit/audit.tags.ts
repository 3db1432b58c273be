import { defineTag } from '@platform/http/docs/tags';

export const ACTIVITY = defineTag(70, 'Activity', 'The activity of the account, and events that your app records.');
export const AUDIT_ADMIN = defineTag(120, 'Administration: audit log', 'Search and export the audit log of all users.');
