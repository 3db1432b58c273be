import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RequestProblems, ServiceProblems } from '@platform/errors/platform.errors';
import { overloaded } from '@platform/process/capacity-queue';
import type { InFlight } from './in-flight';

/** Less than the time reserved for the response, see request-work.ts. */
const SWEEP_MS = 50;

/**
 * Enforces the request deadline: the client gets a response whatever a handler waits for. One sweep over all requests
 * replaces a timer per request.
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
      // A request whose client has disconnected gets no response, which would remove it from the list. One that is
      // answered by an endless stream needs no watching.
      if (raw.destroyed || sent) inFlight.leave(request);
      if (raw.destroyed || sent || !request.work || request.work.deadline > now) continue;
      inFlight.leave(request);
      answer(isStillArriving(request) ? arrivalTimeout() : workTimeout(request), request, reply);
    }
  }, SWEEP_MS);
  sweep.unref();
  fastify.addHook('onClose', (_instance, done) => {
    clearInterval(sweep);
    done();
  });
}

function workTimeout({ work }: FastifyRequest) {
  if (work.needsCapacity) return overloaded();
  return ServiceProblems.unavailable({ headers: { 'retry-after': '1' } });
}

/** The connection is closed, because the rest of the body would be parsed as the next request. */
function arrivalTimeout() {
  return RequestProblems.timeout({ headers: { connection: 'close' } });
}

function isStillArriving({ raw }: FastifyRequest): boolean {
  return raw.complete === false && !raw.readableEnded;
}
