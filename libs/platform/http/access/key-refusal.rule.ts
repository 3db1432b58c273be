import type { AppPrincipal, KeyPrincipal } from '@platform/access/principal';
import { AccessProblems } from '@platform/errors/platform.errors';
import type { Problem } from '@platform/errors/problem';
import { permissionMissing } from './permission-missing';
import type { Audience } from './audience';
import { adminScopeOf } from './scopes';

/** Whether a route takes API keys at all. The same words are in the OpenAPI document. */
export function takesKeys(audience: Audience): boolean {
  if (audience.kind === 'signed-in') return audience.scope !== undefined;
  return audience.kind === 'permission' && !audience.stepUp;
}

/** The scope a user's own key needs for a route that takes keys. */
export function scopeOf(audience: Audience, method: string): string | undefined {
  if (!takesKeys(audience)) return undefined;
  return audience.kind === 'signed-in' ? audience.scope : adminScopeOf(method);
}

/** Why a key does not get in; undefined when it may, as far as keys go. A permission is asked for besides. */
export function keyRefusal(
  audience: Audience,
  caller: KeyPrincipal | AppPrincipal,
  method: string,
): Problem | undefined {
  if (caller.kind === 'app' && audience.kind === 'signed-in' && audience.apps !== undefined)
    return caller.permissions.has(audience.apps) ? undefined : permissionMissing(audience.apps);
  if (caller.kind === 'app' && audience.kind !== 'permission') return AccessProblems.users_only();
  const scope = scopeOf(audience, method);
  if (scope === undefined) return AccessProblems.api_key_not_allowed();
  if (caller.kind === 'app' || caller.key.scopes.has(scope)) return undefined;
  return AccessProblems.scope_missing({ parameters: { scope } });
}
