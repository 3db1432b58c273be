import { ServiceProblems } from '@platform/errors/platform.errors';
import type { Problem } from '@platform/errors/problem';
import { IdentityProblems } from '../identities.errors';
import type { ReturnedQuery } from './identity-providers';

/** The timeout of a request to a provider. */
export const PROVIDER_TIMEOUT_MS = 3000;
const RETRY_SECONDS = '5';

/** The user or an administrator declined: RFC 6749, 4.1.2.1, and OpenID Connect Core, 3.1.2.6. */
const DECLINED = new Set(['access_denied', 'login_required', 'consent_required', 'interaction_required']);
const FAILED = new Set(['server_error', 'temporarily_unavailable']);

/** The provider could not be reached, or timed out. */
export function providerUnavailable(cause: unknown): Problem {
  return ServiceProblems.unavailable({ headers: { 'retry-after': RETRY_SECONDS }, cause });
}

/** Rejects a response without a code or an error, and one from another issuer (RFC 9207). */
export function refuseUnexpectedResponse({ iss, code, error }: ReturnedQuery, issuers: readonly string[]): void {
  const isOtherIssuer = iss !== undefined && !issuers.includes(iss as string);
  if (isOtherIssuer || (typeof code !== 'string' && typeof error !== 'string'))
    throw IdentityProblems.provider_refused();
}

/** The problem for an error in the redirect from the provider. */
export function redirectProblem(error: string, cause: unknown): Problem {
  if (DECLINED.has(error)) return IdentityProblems.provider_declined({ cause });
  return FAILED.has(error) ? IdentityProblems.provider_failed({ cause }) : IdentityProblems.provider_refused({ cause });
}

/** The problem for an error of the token endpoint. Only `invalid_grant` can be caused by the browser. */
export function tokenProblem(error: string | undefined, cause: unknown): Problem {
  return error === 'invalid_grant'
    ? IdentityProblems.provider_refused({ cause })
    : IdentityProblems.provider_failed({ cause });
}
