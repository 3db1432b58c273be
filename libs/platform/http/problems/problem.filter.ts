import { Catch, Logger, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestProblems } from '@platform/errors/platform.errors';
import type { Problem } from '@platform/errors/problem';
import { wordProblem } from '@platform/errors/wording';
import { replyOf, requestOf } from '../request/request-of';
import { workFor } from '../request/request-work';
import { toProblem } from './to-problem';

/** Converts every error to a response. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    this.answer(error, requestOf(host), replyOf(host));
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    // The client closed the connection while sending, so no response can be sent.
    if (error instanceof Error && error.message === 'aborted') return;
    const problem = wrongMethod(error, request) ?? toProblem(error);
    const work = workFor(request, reply);
    work.problemCode = problem.code;
    if (problem.status >= 500) {
      this.logger.error({ requestId: work.id, code: problem.code, cause: problem.options.cause ?? problem });
    }
    if (reply.sent) return;
    void reply
      .status(problem.status)
      .headers({ 'content-language': work.language, ...challenge(problem.status), ...problem.options.headers })
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(wordProblem(problem, work.language, work.id)));
  }
}

/**
 * The router also reports 404 for a method that a path does not have. If the path has other methods, the error is 405.
 */
function wrongMethod(error: unknown, { method, url, server }: FastifyRequest): Problem | undefined {
  if (!(error instanceof NotFoundException)) return undefined;
  const methods = server.allowedMethods?.(url) ?? [];
  if (methods.length === 0 || methods.includes(method)) return undefined;
  const allow = methods.join(', ');
  return RequestProblems.method_not_allowed({ parameters: { methods: allow }, headers: { allow } });
}

function challenge(status: number): Record<string, string> {
  return status === 401 ? { 'www-authenticate': 'Bearer' } : {};
}
