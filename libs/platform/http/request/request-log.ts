import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** One line a request. The route's pattern, not its address: that may hold ids and search terms. */
export function registerRequestLog(fastify: FastifyInstance, log: Logger): void {
  if (!log.isLevelEnabled('info')) return;
  fastify.addHook('onResponse', (request, reply, done) => {
    const { work } = request;
    log.info({
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
