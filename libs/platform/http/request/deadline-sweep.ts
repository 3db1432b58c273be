import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RequestProblems, ServiceProblems } from '@platform/errors/platform.errors';
import { overloaded } from '@platform/process/capacity-queue';
import type { InFlight } from './in-flight';

/** Less than what a request's work leaves for its answer, see request-work.ts. */
const SWEEP_MS = 50;

/**
 * The last resort of the request deadline: whatever a handler waits for, the client is answered. One sweep over
 * the requests in flight instead of a timer for each.
 */
export function registerDeadlineSweep(
  fastify: FastifyInstance,
  inFlight: InFlight,
  answer: (error: unknown, request: FastifyRequest, reply: FastifyReply) => void,
): void {
  const sweep = setInterval(() => {
    const now = performance.now();
    for (const reply of inFlight.all()) {
      const { request, raw, sent } = reply;
      // Whose client is gone gets no answer that could end it.
      if (raw.destroyed) inFlight.leave(request);
      if (raw.destroyed || sent || !request.work || request.work.deadline > now) continue;
      inFlight.leave(request);
      answer(isStillArriving(request) ? tooSlow() : tooLong(request), request, reply);
    }
  }, SWEEP_MS);
  sweep.unref();
  fastify.addHook('onClose', (_instance, done) => {
    clearInterval(sweep);
    done();
  });
}

function tooLong({ work }: FastifyRequest) {
  if (work.needsCapacity) return overloaded();
  return ServiceProblems.unavailable({ headers: { 'retry-after': '1' } });
}

/** What is still to come would be taken for the next request. */
function tooSlow() {
  return RequestProblems.timeout({ headers: { connection: 'close' } });
}

function isStillArriving({ raw }: FastifyRequest): boolean {
  return raw.complete === false && !raw.readableEnded;
}
