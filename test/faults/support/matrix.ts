import type { Audience } from './operations';

/** What decides whether the product accepts a caller. */
export interface Standing {
  readonly credentials: 'none' | 'invalid token' | 'expired' | 'session ended' | 'valid';
  readonly permissions: readonly string[];
  /** The scopes of the API key with which the user calls; undefined without a key. */
  readonly scopes?: readonly string[];
  readonly steppedUp: boolean;
}

export interface Refusal {
  readonly status: number;
  readonly code: string;
}

/** The rejection that the document promises to this caller; undefined if the caller is accepted. */
export function refusalOf(
  audience: Audience,
  { credentials, permissions, scopes, steppedUp }: Standing,
): Refusal | undefined {
  if (audience.kind === 'everyone' && (!audience.recognises || credentials === 'none')) return undefined;
  if (credentials === 'none') return { status: 401, code: 'access.not_signed_in' };
  if (credentials === 'invalid token') return { status: 401, code: 'access.token_invalid' };
  if (credentials === 'expired') return { status: 401, code: 'access.token_expired' };
  if (credentials === 'session ended') return { status: 401, code: 'access.session_ended' };
  if (audience.kind === 'everyone') return undefined;
  if (scopes && !scopes.some((held) => allows(held, audience.scope))) {
    return { status: 403, code: 'access.scope_missing' };
  }
  if (audience.kind === 'permission' && !audience.permissions.every((name) => permissions.includes(name))) {
    return { status: 403, code: 'access.not_allowed' };
  }
  if (audience.stepUp && !steppedUp) return { status: 403, code: 'access.step_up_required' };
  return undefined;
}

/** A write scope includes the read scope of the same resource. */
export function allows(held: string, needed: string | undefined): boolean {
  return held === needed || held === needed?.replace(/:read$/, ':write');
}
