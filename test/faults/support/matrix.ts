import type { Standing } from './callers';
import type { Audience } from './operations';

export interface Refusal {
  readonly status: number;
  readonly code: string;
}

/** The rejection that the document promises to this caller; undefined if the caller is accepted. */
export function refusalOf(audience: Audience, { credentials, permissions, steppedUp }: Standing): Refusal | undefined {
  if (audience.kind === 'everyone' && (!audience.recognises || credentials === 'none')) return undefined;
  if (credentials === 'none') return { status: 401, code: 'access.not_signed_in' };
  if (credentials === 'foreign token') return { status: 401, code: 'access.token_invalid' };
  if (credentials === 'expired') return { status: 401, code: 'access.token_expired' };
  if (credentials === 'session ended') return { status: 401, code: 'access.session_ended' };
  if (audience.kind === 'everyone') return undefined;
  if (audience.kind === 'permission' && !permissions.includes(audience.permission)) {
    return { status: 403, code: 'access.not_allowed' };
  }
  if (audience.stepUp && !steppedUp) return { status: 403, code: 'access.step_up_required' };
  return undefined;
}
