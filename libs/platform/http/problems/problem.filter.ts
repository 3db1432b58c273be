import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { wordProblem } from '@platform/errors/wording';
import { replyOf, requestOf } from '../request/request-of';
import { workFor } from '../request/request-work';
import { toProblem } from './to-problem';

/** The one place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    this.answer(error, requestOf(host), replyOf(host));
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    // The client went away while it was still sending: there is nobody to answer and nothing wrong with us.
    if (error instanceof Error && error.message === 'aborted') return;
    const problem = toProblem(error);
    const work = workFor(request, reply);
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

function challenge(status: number): Record<string, string> {
  return status === 401 ? { 'www-authenticate': 'Bearer' } : {};
}
