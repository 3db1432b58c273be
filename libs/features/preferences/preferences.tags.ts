import { defineTag } from '@platform/http/docs/tags';

export const PREFERENCES = defineTag(45, 'Preferences', 'The settings of the signed-in user, by namespace.');
export const PREFERENCES_ADMIN = defineTag(
  104,
  'Administration: preferences',
  'Define the schemas of namespaces, and read and change the preferences of users.',
);
