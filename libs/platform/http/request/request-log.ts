import type { FastifyInstance } from 'fastify';
import type { RequestLines } from '@platform/logging/request-lines';

/** One line a request. The route's pattern, not its address: that may hold ids and search terms. */
export function registerRequestLog(fastify: FastifyInstance, lines: RequestLines | undefined): void {
  if (!lines) return;
  fastify.addHook('onResponse', (request, reply, done) => {
    const { work } = request;
    lines.write({
      requestId: work?.id,
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      network: work?.origin?.network,
      userId: work?.principal?.kind === 'user' ? work.principal.userId : undefined,
    });
    done();
  });
}
