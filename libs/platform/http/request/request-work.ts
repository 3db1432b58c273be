import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { withWork, type WorkContext } from '@platform/context/work-context';
import { preferredLanguage } from '@platform/errors/wording';
import { newId } from '@platform/ids/ids';
import { Memo } from '@platform/process/memo';
import { addressOf, networkOf } from './network.rule';

/** Work ends this long before the deadline of the request, so that the response can be created and sent in time. */
const ANSWERING_MS = 400;

declare module 'fastify' {
  interface FastifyRequest {
    work: WorkContext;
  }
}

/** Gives every request an ID, origin, language and deadline in an ambient context. */
export function registerRequestWork(fastify: FastifyInstance, requestMs: number): void {
  fastify.decorateRequest('work');
  fastify.addHook('onRequest', (request, reply, done) => {
    request.work = workOf(request, requestMs);
    reply.header('x-request-id', request.work.id);
    done();
  });
  // The context starts only after the body has been read, because the events of the stream would lose it again.
  fastify.addHook('preValidation', (request, _reply, done) => withWork(request.work, done));
}

/** Results are cached, because a client sends many requests. */
const networks = new Memo(networkOf);

function workOf(request: FastifyRequest, requestMs: number): WorkContext {
  const ip = addressOf(request.ip, request.socket.remoteAddress);
  return {
    id: newId(),
    principal: undefined,
    origin: {
      ip,
      network: networks.of(ip),
      userAgent: request.headers['user-agent']?.slice(0, 512),
    },
    language: preferredLanguage(request.headers['accept-language']),
    deadline: performance.now() + Math.max(requestMs / 2, requestMs - ANSWERING_MS),
  };
}

/**
 * Returns the work context of a request, or creates one if the router or the parser rejected the request before it had
 * any.
 */
export function workFor(request: FastifyRequest, reply: FastifyReply): WorkContext {
  if (!request.work) {
    request.work = workOf(request, 0);
    reply.header('x-request-id', request.work.id);
  }
  return request.work;
}
