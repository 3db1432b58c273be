import { Problem } from '@platform/errors/problem';
import { IdentityProblems } from '../identities.errors';
import { providerAway, refusedCodeWith, sentBackWith } from '../providers/provider-answers';

/** The token has a wrong claim or has expired. */
const FAULTS_OF_TOKEN = new Set(['OAUTH_JWT_CLAIM_COMPARISON_FAILED', 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED']);

/** What openid-client throws, told by its codes. */
export function oidcFailure(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { name, code = '', error: said } = error as { name?: string; code?: string; error?: string };
  if (name === 'AuthorizationResponseError') return sentBackWith(said ?? '', error);
  if (name === 'ResponseBodyError') return refusedCodeWith(said, error);
  if (FAULTS_OF_TOKEN.has(code)) return IdentityProblems.id_token_invalid({ cause: error });
  // Not an answer, but none: `fetch` has only this to say.
  if (code === 'OAUTH_TIMEOUT' || error instanceof TypeError) return providerAway(error);
  return IdentityProblems.provider_failed({ cause: error });
}
