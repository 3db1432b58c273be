import type { Standing } from './callers';
import type { Audience } from './operations';

export interface Refusal {
  readonly status: number;
  readonly code: string;
}

/** What the document promises to whoever calls; undefined is to be let in. */
export function refusalOf(audience: Audience, { credentials, permissions, steppedUp }: Standing): Refusal | undefined {
  if (audience.kind === 'everyone' && (!audience.recognises || credentials === 'none')) return undefined;
  if (credentials === 'none') return { status: 401, code: 'access.not_signed_in' };
  if (credentials === 'no token of ours') return { status: 401, code: 'access.token_invalid' };
  if (credentials === 'over') return { status: 401, code: 'access.token_expired' };
  if (credentials === 'ended') return { status: 401, code: 'access.session_ended' };
  if (audience.kind === 'everyone') return undefined;
  if (audience.kind === 'permission' && !permissions.includes(audience.permission)) {
    return { status: 403, code: 'access.not_allowed' };
  }
  if (audience.stepUp && !steppedUp) return { status: 403, code: 'access.step_up_required' };
  return undefined;
}
