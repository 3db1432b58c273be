import { defineEvent } from '@platform/event-log/definitions/define-event';
import { TextField, TextListField } from '@platform/http/fields/fields';
import { PERMISSION_NAME, ROLE_NAME } from '@platform/access/right-names.rule';

const ROLES = { ...ROLE_NAME, maxItems: 100, example: ['support'] };
const PERMISSION = { max: 60, pattern: PERMISSION_NAME };

class RolesChangedFacts {
  @TextListField({ ...ROLES, description: 'The roles before the change.', example: [] })
  before: readonly string[];

  @TextListField({ ...ROLES, description: 'The roles after the change.' })
  after: readonly string[];
}

class RoleFacts {
  @TextField({ ...ROLE_NAME, description: 'The name of the role.', example: 'support' })
  role: string;
}

class RoleDefinedFacts extends RoleFacts {
  @TextListField({ ...PERMISSION, maxItems: 200, description: 'The permissions of the role.', example: ['users.read'] })
  permissions: readonly string[];
}

class PermissionFacts {
  @TextField({ ...PERMISSION, description: 'The name of the permission.', example: 'shop.refund' })
  permission: string;
}

export const RolesChanged = defineEvent(
  'access.roles_changed',
  1,
  RolesChangedFacts,
  'The roles of a user were changed',
);
export const RoleDefined = defineEvent('access.role_defined', 1, RoleDefinedFacts, 'A role was created or changed');
export const PermissionDefined = defineEvent(
  'access.permission_defined',
  1,
  PermissionFacts,
  'A permission of the app was defined',
);
export const PermissionRemoved = defineEvent(
  'access.permission_removed',
  1,
  PermissionFacts,
  'A permission of the app was removed',
);
export const RoleRemoved = defineEvent('access.role_removed', 1, RoleFacts, 'A role was removed');
