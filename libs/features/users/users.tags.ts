import { defineTag } from '@platform/http/docs/tags';

export const ACCOUNT = defineTag(30, 'Account', 'The profile, picture and personal information of the signed-in user.');
export const DIRECTORY = defineTag(35, 'Users', 'Public profiles of other users.');
export const USERS_ADMIN = defineTag(
  100,
  'Administration: users',
  'Find, create and change accounts, personal information and custom attributes.',
);
