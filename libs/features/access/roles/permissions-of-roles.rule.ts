import { allPermissions } from '@platform/http/access/audience';
import { EVERYTHING, type Role } from './role.repository';

/** The permissions that these roles grant together. */
export function permissionsOfRoles(
  roles: readonly Pick<Role, 'permissions'>[],
  appPermissions: readonly string[],
): ReadonlySet<string> {
  const granted = roles.flatMap(({ permissions }) => permissions);
  return new Set(granted.includes(EVERYTHING) ? [...allPermissions().keys(), ...appPermissions] : granted);
}
