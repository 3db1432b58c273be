import { definePermission } from '@platform/http/access/audience';
import { defineScope } from '@platform/http/access/scopes';

export const WRITE_ACTIVITY = definePermission('activity.write', 'Record events of the app for any user');
export const READ_AUDIT = definePermission('audit.read', 'Search the audit log');
export const EXPORT_AUDIT = definePermission('audit.export', 'Export the audit log');
export const READ_EVENTS = definePermission(
  'audit.read-consumers',
  'List the consumers of events and what they could not handle',
);
export const MANAGE_EVENTS = definePermission('audit.manage-consumers', 'Replay and skip events, and rewind consumers');

export const MANAGE_ACTIVITY_TYPES = definePermission(
  'activity.define-types',
  'Define schemas for the events of the app',
);

/** The users feature declares this permission. */
export const READ_PERSONAL = 'personal.read';

export const ACTIVITY_READ = defineScope('activity:read', 'Read the activity of your account');
export const ACTIVITY_WRITE = defineScope('activity:write', 'Record events of your app');
