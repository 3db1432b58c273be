import { Problem } from '@platform/errors/problem';
import { IdentityProblems } from '../identities.errors';
import { providerUnavailable, tokenProblem, redirectProblem } from '../providers/provider-responses';

/** An error response, as the library represents it. */
interface ErrorResponse {
  readonly statusCode: number;
}

/** Converts errors of passport's strategies. They are recognised by name, because the library is loaded lazily. */
export function googleFailure(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { name, code, oauthError } = error as { name?: string; code?: string; oauthError?: unknown };
  if (name === 'AuthorizationError') return redirectProblem(code ?? '', error);
  if (name === 'TokenError') return tokenProblem(code, error);
  // There was no response, or a timeout.
  if (name === 'InternalOAuthError' && !isErrorResponse(oauthError)) return providerUnavailable(error);
  return IdentityProblems.provider_failed({ cause: error });
}

function isErrorResponse(error: unknown): error is ErrorResponse {
  return typeof (error as ErrorResponse | undefined)?.statusCode === 'number';
}
