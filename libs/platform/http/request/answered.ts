import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { keyIdOf, userIdOf } from '@platform/access/principal';
import type { RequestLine } from '@platform/logging/request-lines';

declare module 'fastify' {
  interface FastifyInstance {
    /** Notifies the counters and logs of an endless response when it begins. Its end is not reported. */
    notifyOfStream?: (request: FastifyRequest, reply: FastifyReply) => void;
  }
  interface FastifyRequest {
    isStreaming: boolean;
  }
}

/** Notifies all counters and logs of a response together, because finding the route is as expensive as counting. */
export function notifyOfAnswers(
  fastify: FastifyInstance,
  listeners: readonly ((answered: RequestLine) => void)[],
): void {
  const notify = (request: FastifyRequest, reply: FastifyReply) => {
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
  };
  fastify.decorateRequest('isStreaming', false);
  fastify.decorate('notifyOfStream', (request: FastifyRequest, reply: FastifyReply) => {
    request.isStreaming = true;
    notify(request, reply);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    if (!request.isStreaming) notify(request, reply);
    done();
  });
}
