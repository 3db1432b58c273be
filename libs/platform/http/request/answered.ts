import type { FastifyInstance } from 'fastify';
import { keyIdOf, userIdOf } from '@platform/access/principal';
import type { RequestLine } from '@platform/logging/request-lines';

/** Notifies all counters and logs of a response together, because finding the route is as expensive as counting. */
export function notifyOfAnswers(
  fastify: FastifyInstance,
  listeners: readonly ((answered: RequestLine) => void)[],
): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const { id, origin, principal, problemCode } = request.work;
    const answered: RequestLine = {
      requestId: id,
      method: request.method,
      // The route pattern, not the URL, which may contain IDs and search terms.
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      ms: reply.elapsedTime,
      network: origin?.network,
      userId: userIdOf(principal),
      keyId: keyIdOf(principal),
      problemCode,
    };
    for (const listener of listeners) listener(answered);
    done();
  });
}
