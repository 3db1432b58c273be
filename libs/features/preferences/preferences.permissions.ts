import { definePermission } from '@platform/http/access/audience';
import { defineScope } from '@platform/http/access/scopes';

export const READ_PREFERENCES = definePermission('preferences.read', 'Read preferences of users');
export const WRITE_PREFERENCES = definePermission('preferences.write', 'Change preferences of users');
export const MANAGE_PREFERENCE_SCHEMAS = definePermission(
  'preferences.manage-schemas',
  'Define the schemas and defaults of preferences',
);

export const PREFERENCES_READ = defineScope('preferences:read', 'Read your preferences');
export const PREFERENCES_WRITE = defineScope('preferences:write', 'Change your preferences');
