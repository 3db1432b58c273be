import { definePermission } from '@platform/http/access/audience';
import { defineScope } from '@platform/http/access/scopes';

export const READ_USERS = definePermission('users.read', 'Find and read accounts, with e-mail addresses masked');
export const WRITE_USERS = definePermission('users.write', 'Create accounts and change profiles');
export const READ_PERSONAL = definePermission(
  'personal.read',
  'Read e-mail addresses and personal information of users, which is recorded',
);
export const WRITE_PERSONAL = definePermission('personal.write', 'Change personal information of users');
export const WRITE_CREDENTIALS = definePermission(
  'credentials.write',
  'Set the e-mail address of a user, by which the account can be recovered, and whether it is verified',
);
export const WRITE_SCHEMA = definePermission('schema.write', 'Define the custom attributes of users');

export const PROFILE_READ = defineScope('profile:read', 'Read your account');
export const PROFILE_WRITE = defineScope('profile:write', 'Change your profile and your picture');
export const PERSONAL_READ = defineScope('personal:read', 'Read your personal information');
export const PERSONAL_WRITE = defineScope('personal:write', 'Change your personal information');
export const DIRECTORY_READ = defineScope('directory:read', 'Find and read public profiles');
