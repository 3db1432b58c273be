import type { FastifyInstance } from 'fastify';
import { keyIdOf, userIdOf } from '@platform/access/principal';
import type { RequestLine } from '@platform/logging/request-lines';

/** Tells everybody who counts or logs requests, in one go: to find the route again costs as much as to count it. */
export function tellOfAnswers(fastify: FastifyInstance, listeners: readonly ((answered: RequestLine) => void)[]): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const { id, origin, principal, problemCode } = request.work;
    const answered: RequestLine = {
      requestId: id,
      method: request.method,
      // The pattern, not the address: that may hold ids and search terms.
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
