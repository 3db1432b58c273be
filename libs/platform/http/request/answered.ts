import type { FastifyInstance } from 'fastify';
import type { RequestLine } from '@platform/logging/request-lines';

/** What there is to tell of a request once it has been answered. */
export type Answered = RequestLine;

/** Tells everybody who counts or logs requests, in one go: to find the route again costs as much as to count it. */
export function tellOfAnswers(fastify: FastifyInstance, listeners: readonly ((answered: Answered) => void)[]): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const { id, origin, principal } = request.work;
    const answered: Answered = {
      requestId: id,
      method: request.method,
      // The pattern, not the address: that may hold ids and search terms.
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      ms: reply.elapsedTime,
      network: origin?.network,
      userId: principal?.kind === 'user' ? principal.userId : undefined,
    };
    for (const listener of listeners) listener(answered);
    done();
  });
}
