import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ServiceProblems } from '@platform/errors/platform.errors';

declare module 'fastify' {
  interface FastifyRequest {
    /** Its place among the requests in flight; below zero once it has left. */
    slot: number;
  }
}

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
  // A plain list. A Map that ever gains and loses entries leaves worn-out tables behind, and each of those keeps the
  // requests of its time alive until a full collection: half of the memory, and a fifth of the CPU.
  const inFlight: FastifyReply[] = [];
  const leave = (request: FastifyRequest) => {
    const { slot } = request;
    if (slot < 0) return;
    request.slot = -1;
    const last = inFlight.pop() as FastifyReply;
    if (last.request === request) return;
    inFlight[slot] = last;
    last.request.slot = slot;
  };
  fastify.decorateRequest('slot', -1);
  fastify.addHook('onRequest', (request, reply, done) => {
    request.slot = inFlight.push(reply) - 1;
    done();
  });
  fastify.addHook('onResponse', (request, _reply, done) => {
    leave(request);
    done();
  });
  const sweep = setInterval(() => {
    // Whose client is gone gets no answer that could end it.
    for (const { raw, request } of [...inFlight]) if (raw.destroyed) leave(request);
    const now = performance.now();
    const late = inFlight.filter(({ request, sent }) => request.work && request.work.deadline <= now && !sent);
    for (const reply of late) {
      leave(reply.request);
      answer(ServiceProblems.unavailable({ headers: { 'retry-after': '1' } }), reply.request, reply);
    }
  }, SWEEP_MS);
  sweep.unref();
  fastify.addHook('onClose', (_instance, done) => {
    clearInterval(sweep);
    done();
  });
}
