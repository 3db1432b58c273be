import { definePermission } from '@platform/http/access/audience';

export const SUSPEND_USERS = definePermission('users.suspend', 'Suspend and reactivate accounts');
export const END_SESSIONS = definePermission('sessions.end', 'End sessions of users and revoke their API keys');
