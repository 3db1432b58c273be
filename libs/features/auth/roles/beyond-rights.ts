import type { Caller } from '@platform/access/principal';
import { AuthProblems } from '../auth.errors';

/** Nobody hands out, or takes away, more than they hold. */
export function refuseBeyond(by: Pick<Caller, 'permissions'>, permissions: Iterable<string>): void {
  if ([...permissions].some((permission) => !by.permissions.has(permission))) throw AuthProblems.beyond_own_rights();
}
