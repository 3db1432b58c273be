import { definePermission } from '@platform/http/access/audience';

export const READ_USERS = definePermission('users.read', 'Find and read accounts and personal information');
export const WRITE_USERS = definePermission('users.write', 'Create and change accounts and personal information');
export const WRITE_SCHEMA = definePermission('schema.write', 'Define the custom attributes of users');
