import { definePermission } from '@platform/http/access/audience';

export const READ_ROLES = definePermission('roles.read', 'Read roles and role assignments');
export const WRITE_ROLES = definePermission('roles.write', 'Define roles and assign them to users');
