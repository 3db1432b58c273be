import { Problem } from '@platform/errors/problem';
import { IdentityProblems } from '../identities.errors';
import { providerAway, refusedCodeWith, sentBackWith } from '../providers/provider-answers';

/** An answer that was no success, as the library hands it on. */
interface Answered {
  readonly statusCode: number;
}

/** What passport's strategies throw, told by their names as the library's classes cannot be loaded before they are needed. */
export function googleFailure(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { name, code, oauthError } = error as { name?: string; code?: string; oauthError?: unknown };
  if (name === 'AuthorizationError') return sentBackWith(code ?? '', error);
  if (name === 'TokenError') return refusedCodeWith(code, error);
  // No response, or none in time.
  if (name === 'InternalOAuthError' && !isAnswer(oauthError)) return providerAway(error);
  return IdentityProblems.provider_failed({ cause: error });
}

function isAnswer(error: unknown): error is Answered {
  return typeof (error as Answered | undefined)?.statusCode === 'number';
}
