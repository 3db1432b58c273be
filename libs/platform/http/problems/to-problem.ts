import { HttpException } from '@nestjs/common';
import { RequestProblems, ServiceProblems } from '@platform/errors/platform.errors';
import { Problem } from '@platform/errors/problem';
import { asUnavailable } from '@platform/persistence/failures';
import { UserKeyDestroyed } from '@platform/vault/user-keys/user-box';

const BY_STATUS: Record<number, () => Problem> = {
  404: () => RequestProblems.not_found(),
  405: () => RequestProblems.not_found(),
  408: () => RequestProblems.timeout(),
  413: () => RequestProblems.too_large(),
  414: () => RequestProblems.uri_too_long(),
  415: () => RequestProblems.unsupported_media_type(),
  431: () => RequestProblems.headers_too_large(),
};

/** Converts any error of the application, the framework, the parser or the database to a problem. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // The user is being erased.
  if (error instanceof UserKeyDestroyed) return RequestProblems.not_found({ cause: error });
  const unavailable = asUnavailable(error);
  if (unavailable) return unavailable;
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number })?.statusCode;
  const known = status === undefined ? undefined : BY_STATUS[status];
  if (known) return known();
  // Only errors of Fastify have a client status without being a Problem.
  if (status !== undefined && status >= 400 && status < 500) {
    return RequestProblems.malformed({ parameters: { reason: 'The request is not well formed.' }, cause: error });
  }
  return ServiceProblems.unexpected({ cause: error });
}
