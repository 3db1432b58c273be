import { definePermission } from '@platform/http/access/audience';

export const READ_ROLES = definePermission('roles.read', 'View roles and which users have them');
export const WRITE_ROLES = definePermission('roles.write', 'Define roles and assign them to users');
