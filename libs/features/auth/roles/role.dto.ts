import { BooleanField, ShapeListField, TextField, TextListField } from '@platform/http/fields/fields';
import { NEXT_CURSOR } from '@platform/http/paging/page';

const NAME = {
  min: 2,
  max: 40,
  pattern: /^[a-z][a-z0-9-]*$/,
  form: 'a-z, 0-9, -',
  description: 'What the role is called.',
  example: 'moderator',
};
const DESCRIPTION = { max: 200, description: 'What it is for.', example: 'Keeps discussions friendly' };
const PERMISSIONS = { maxItems: 200, max: 60, description: 'What it allows.', example: ['users.read'] };

export class RoleDto {
  @TextField(NAME)
  name: string;

  @TextField(DESCRIPTION)
  description: string;

  @TextListField(PERMISSIONS)
  permissions: string[];

  @BooleanField({ description: 'Part of the product; cannot be changed.', example: false })
  builtIn: boolean;
}

export class PermissionDto {
  @TextField({ max: 60, description: 'What routes ask for.', example: 'users.read' })
  name: string;

  @TextField({ max: 200, description: 'What it allows.', example: 'Find and read accounts' })
  meaning: string;
}

export class RoleListDto {
  @ShapeListField(() => RoleDto, { maxItems: 1000, description: 'The roles.' })
  items: RoleDto[];

  @ShapeListField(() => PermissionDto, { maxItems: 1000, description: 'Every permission a role can be made of.' })
  permissions: PermissionDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}

export class NewRoleDto {
  @TextField(NAME)
  name: string;

  @TextField(DESCRIPTION)
  description: string;

  @TextListField(PERMISSIONS)
  permissions: string[];
}

export class DefineRoleDto {
  @TextField({ ...DESCRIPTION, optional: true })
  description?: string;

  @TextListField({ ...PERMISSIONS, optional: true })
  permissions?: string[];
}

export class UserRolesDto {
  @TextListField({ maxItems: 20, max: 40, description: 'The roles the user holds.', example: ['support'] })
  roles: string[];
}
