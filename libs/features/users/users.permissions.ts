import { definePermission } from '@platform/http/access/audience';
import { defineScope } from '@platform/http/access/scopes';

export const READ_USERS = definePermission('users.read', 'Find and read accounts, with masked email addresses');
export const WRITE_USERS = definePermission('users.write', 'Create accounts and change profiles');
export const READ_PERSONAL = definePermission(
  'personal.read',
  'Read email addresses and personal information of users; each access is recorded',
);
export const WRITE_PERSONAL = definePermission('personal.write', 'Change personal information of users');
export const WRITE_CREDENTIALS = definePermission(
  'credentials.write',
  'Set the email address of a user, which can recover the account, and whether it is verified',
);
export const WRITE_SCHEMA = definePermission('schema.write', 'Define the custom attributes of users');

export const PROFILE_READ = defineScope('profile:read', 'Read your account');
export const PROFILE_WRITE = defineScope('profile:write', 'Change your profile and profile picture');
export const PERSONAL_READ = defineScope('personal:read', 'Read your personal information');
export const PERSONAL_WRITE = defineScope('personal:write', 'Change your personal information');
export const DIRECTORY_READ = defineScope('directory:read', 'Find and read public profiles');
