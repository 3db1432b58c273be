import { defineTag } from '@platform/http/docs/tags';

export const ACCESS_ADMIN = defineTag(
  110,
  'Administration: access',
  'Roles, permissions, suspensions, and the sessions, sign-in methods and API keys of users.',
);
