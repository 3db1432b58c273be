import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ServiceProblems } from '@platform/errors/platform.errors';

/** Less than what a request's work leaves for its answer, see request-work.ts. */
const SWEEP_MS = 50;

/**
 * The last resort of the request deadline: whatever a handler waits for, the client is answered. One sweep over
 * the requests in flight instead of a timer for each.
 */
export function registerDeadlineSweep(
  fastify: FastifyInstance,
  answer: (error: unknown, request: FastifyRequest, reply: FastifyReply) => void,
): void {
  const inFlight = new Map<FastifyRequest, FastifyReply>();
  fastify.addHook('onRequest', (request, reply, done) => {
    inFlight.set(request, reply);
    done();
  });
  fastify.addHook('onResponse', (request, _reply, done) => {
    inFlight.delete(request);
    done();
  });
  fastify.addHook('onRequestAbort', (request, done) => {
    inFlight.delete(request);
    done();
  });
  const sweep = setInterval(() => {
    const now = performance.now();
    for (const [request, reply] of inFlight) {
      if (request.work === undefined || now < request.work.deadline || reply.sent) continue;
      inFlight.delete(request);
      answer(ServiceProblems.unavailable({ headers: { 'retry-after': '1' } }), request, reply);
    }
  }, SWEEP_MS);
  sweep.unref();
  fastify.addHook('onClose', (_instance, done) => {
    clearInterval(sweep);
    done();
  });
}
