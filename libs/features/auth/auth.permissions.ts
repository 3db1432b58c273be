import { definePermission } from '@platform/http/access/audience';

export const SUSPEND_USERS = definePermission('users.suspend', 'Suspend accounts and take them up again');
export const END_SESSIONS = definePermission('sessions.end', 'End sessions of users and revoke their API keys');
