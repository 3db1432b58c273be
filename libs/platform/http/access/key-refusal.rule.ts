import type { AppPrincipal, KeyPrincipal } from '@platform/access/principal';
import { AccessProblems } from '@platform/errors/platform.errors';
import type { Problem } from '@platform/errors/problem';
import { permissionMissing } from './permission-missing';
import type { Audience } from './audience';
import { adminScopeOf } from './scopes';

/** Whether a route accepts API keys. The OpenAPI document uses it as well. */
export function takesKeys(audience: Audience): boolean {
  if (audience.kind === 'signed-in') return audience.scope !== undefined;
  return audience.kind === 'permission' && !audience.stepUp;
}

/** The scope that a user's API key needs for a route that accepts keys. */
export function scopeOf(audience: Audience, method: string): string | undefined {
  if (!takesKeys(audience)) return undefined;
  return audience.kind === 'signed-in' ? audience.scope : adminScopeOf(method);
}

/** The error for an API key on this route; undefined if keys are allowed. Permissions are checked separately. */
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
