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
import { claimsFaults } from './role-claims.rule';

const NAME = {
  min: 2,
  max: 40,
  pattern: /^[a-z][a-z0-9-]*$/,
  form: 'a-z, 0-9, -',
  description: 'What the role is called.',
  example: 'moderator',
};
const DESCRIPTION = { max: 200, description: 'What it is for.', example: 'Keeps discussions friendly' };
const CLAIMS = {
  description: 'What it adds to the access tokens of its holders, as `claims`; of all roles together at most 1 KiB.',
  example: { plan: 'pro' },
};
const PERMISSIONS = { maxItems: 200, max: 60, description: 'What it allows.', example: ['users.read'] };

export class RoleDto {
  @TextField(NAME)
  name: string;

  @TextField(DESCRIPTION)
  description: string;

  @TextListField(PERMISSIONS)
  permissions: string[];

  @JsonField(CLAIMS)
  claims: object;

  @BooleanField({ description: 'Part of the product; cannot be changed.', example: false })
  builtIn: boolean;
}

export class PermissionDto {
  @TextField({ max: 60, description: 'What routes ask for.', example: 'users.read' })
  name: string;

  @TextField({ max: 200, description: 'What it allows.', example: 'Find and read accounts' })
  meaning: string;

  @ChoiceField({ values: ['product', 'app'], description: 'Who asks for it.', example: 'product' })
  definedBy: 'product' | 'app';
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
  @TextListField({ maxItems: 20, max: 40, description: 'The roles the user holds.', example: ['support'] })
  roles: string[];
}

for (const shape of [NewRoleDto, DefineRoleDto]) checkShape(shape, 'claims', ({ claims }) => claimsFaults(claims));
