import { ServiceProblems } from '@platform/errors/platform.errors';
import type { Problem } from '@platform/errors/problem';
import { IdentityProblems } from '../identities.errors';
import type { ReturnedQuery } from './identity-providers';

/** How long a provider may take for one answer. */
export const PROVIDER_MS = 3000;
const RETRY_SECONDS = '5';

/** The user or an administrator declined: RFC 6749, 4.1.2.1, and OpenID Connect Core, 3.1.2.6. */
const DECLINED = new Set(['access_denied', 'login_required', 'consent_required', 'interaction_required']);
const ILL = new Set(['server_error', 'temporarily_unavailable']);

/** The provider cannot be reached, or not in time. */
export function providerAway(cause: unknown): Problem {
  return ServiceProblems.unavailable({ headers: { 'retry-after': RETRY_SECONDS }, cause });
}

/** Nothing was asked for that would lead here with this, or another provider answers in this one's place (RFC 9207). */
export function refuseStrayAnswer({ iss, code, error }: ReturnedQuery, issuers: readonly string[]): void {
  const isForeign = iss !== undefined && !issuers.includes(iss as string);
  if (isForeign || (typeof code !== 'string' && typeof error !== 'string')) throw IdentityProblems.provider_refused();
}

/** What it sent the browser back with, instead of a code. */
export function sentBackWith(error: string, cause: unknown): Problem {
  if (DECLINED.has(error)) return IdentityProblems.provider_declined({ cause });
  return ILL.has(error) ? IdentityProblems.provider_failed({ cause }) : IdentityProblems.provider_refused({ cause });
}

/** What it said to the code. Only a code can be the browser's fault; whatever else is wrong is between it and us. */
export function refusedCodeWith(error: string | undefined, cause: unknown): Problem {
  return error === 'invalid_grant'
    ? IdentityProblems.provider_refused({ cause })
    : IdentityProblems.provider_failed({ cause });
}
