import {
  BooleanField,
  ChoiceField,
  JsonField,
  ShapeListField,
  TextField,
  TextListField,
} from '@platform/http/fields/fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { NEXT_CURSOR } from '@platform/http/paging/page';
import { ROLE_NAME } from '@platform/access/right-names.rule';
import { claimsFaults } from './role-claims.rule';

const NAME = {
  ...ROLE_NAME,
  min: 2,
  form: 'a-z, 0-9, -',
  description: 'The name of the role.',
  example: 'moderator',
};
const DESCRIPTION = { max: 200, description: 'The purpose of the role.', example: 'Keeps discussions friendly' };
const CLAIMS = {
  description:
    'Claims that the role adds to access tokens as `claims`. The claims of all roles together can take at most 1 KiB.',
  example: { plan: 'pro' },
};
const PERMISSIONS = { maxItems: 200, max: 60, description: 'The permissions of the role.', example: ['users.read'] };

export class RoleDto {
  @TextField(NAME)
  name: string;

  @TextField(DESCRIPTION)
  description: string;

  @TextListField(PERMISSIONS)
  permissions: string[];

  @JsonField(CLAIMS)
  claims: object;

  @BooleanField({ description: 'Whether the role is built in and cannot be changed.', example: false })
  builtIn: boolean;
}

export class PermissionDto {
  @TextField({ max: 60, description: 'The name of the permission.', example: 'users.read' })
  name: string;

  @TextField({ max: 200, description: 'What the permission allows.', example: 'Find and read accounts' })
  meaning: string;

  @ChoiceField({
    values: ['product', 'app'],
    description: 'Whether the product or your app defines the permission.',
    example: 'product',
  })
  definedBy: 'product' | 'app';
}

export class RoleListDto {
  @ShapeListField(() => RoleDto, { maxItems: 1000, description: 'The roles.' })
  items: RoleDto[];

  @ShapeListField(() => PermissionDto, { maxItems: 1000, description: 'All permissions that a role can include.' })
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

  @JsonField({ ...CLAIMS, optional: true })
  claims?: object;
}

export class DefineRoleDto {
  @TextField({ ...DESCRIPTION, optional: true })
  description?: string;

  @TextListField({ ...PERMISSIONS, optional: true })
  permissions?: string[];

  @JsonField({ ...CLAIMS, optional: true })
  claims?: object;
}

export class UserRolesDto {
  @TextListField({ maxItems: 20, max: 40, description: 'The roles of the user.', example: ['support'] })
  roles: string[];
}

for (const shape of [NewRoleDto, DefineRoleDto]) checkShape(shape, 'claims', ({ claims }) => claimsFaults(claims));
