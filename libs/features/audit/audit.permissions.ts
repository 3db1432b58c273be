import { definePermission } from '@platform/http/access/audience';
import { defineScope } from '@platform/http/access/scopes';

export const WRITE_ACTIVITY = definePermission('activity.write', 'Record events of the app for any user');
export const READ_AUDIT = definePermission('audit.read', 'Search the audit log');
export const EXPORT_AUDIT = definePermission('audit.export', 'Export the audit log');

/** Declared by the feature that keeps personal information. */
export const READ_PERSONAL = 'personal.read';

export const ACTIVITY_READ = defineScope('activity:read', 'Read what happened to your account');
export const ACTIVITY_WRITE = defineScope('activity:write', 'Add events of your app to the log');
