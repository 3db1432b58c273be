/** Sent when a user has other roles. The key is the ID of the user. */
export const ROLES_CHANGED = 'access.roles-changed';

/** Sent when a role was created, changed or removed. The key is the name of the role. */
export const ROLE_DEFINED = 'access.role-defined';
