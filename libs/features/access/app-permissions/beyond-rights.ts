import type { Caller } from '@platform/access/principal';
import { lacksAny } from '@platform/access/rights.rule';
import { RoleProblems } from '../access.errors';

/** Nobody hands out, or takes away, more than they hold. */
export function refuseBeyond(by: Pick<Caller, 'permissions'>, permissions: Iterable<string>): void {
  if (lacksAny(by, permissions)) throw RoleProblems.exceeds_own_permissions();
}
