import { Problem } from '@platform/errors/problem';
import { IdentityProblems } from '../identities.errors';
import { providerAway, refusedCodeWith, sentBackWith } from '../providers/provider-answers';

/** An error response, in the form of the library. */
interface Answered {
  readonly statusCode: number;
}

/** Converts errors of passport's strategies. They are recognised by name, because the library is loaded lazily. */
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
