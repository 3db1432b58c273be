import { defineEvent } from '@platform/events/define-event';

export const RolesChanged = defineEvent<{ before: string[]; after: string[] }>(
  'access.roles_changed',
  'The roles of a user were changed',
);
export const RoleDefined = defineEvent<{ role: string; permissions: string[] }>(
  'access.role_defined',
  'A role was created or changed',
);
export const PermissionDefined = defineEvent<{ permission: string }>(
  'access.permission_defined',
  'A permission of the app was defined',
);
export const PermissionRemoved = defineEvent<{ permission: string }>(
  'access.permission_removed',
  'A permission of the app was removed',
);
export const RoleRemoved = defineEvent<{ role: string }>('access.role_removed', 'A role was removed');
