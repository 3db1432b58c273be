import { Problem } from '@platform/errors/problem';
import { IdentityProblems } from '../identities.errors';
import { providerUnavailable, tokenProblem, redirectProblem } from '../providers/provider-responses';

/** The token has a wrong claim or has expired. */
const TOKEN_FAULTS = new Set(['OAUTH_JWT_CLAIM_COMPARISON_FAILED', 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED']);

/** Converts the errors of openid-client, which are recognised by their codes. */
export function oidcFailure(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { name, code = '', error: providerError } = error as { name?: string; code?: string; error?: string };
  if (name === 'AuthorizationResponseError') return redirectProblem(providerError ?? '', error);
  if (name === 'ResponseBodyError') return tokenProblem(providerError, error);
  if (TOKEN_FAULTS.has(code)) return IdentityProblems.id_token_invalid({ cause: error });
  // `fetch` throws a TypeError if there was no response.
  if (code === 'OAUTH_TIMEOUT' || error instanceof TypeError) return providerUnavailable(error);
  return IdentityProblems.provider_failed({ cause: error });
}
