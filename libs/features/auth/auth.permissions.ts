import { definePermission } from '@platform/http/access/audience';

export const SUSPEND_USERS = definePermission('users.suspend', 'Suspend and reactivate accounts');
export const END_SESSIONS = definePermission('sessions.end', 'End sessions of users and revoke their API keys');
export const READ_ROLES = definePermission('roles.read', 'Read roles and role assignments');
export const WRITE_ROLES = definePermission('roles.write', 'Define roles and assign them to users');
