import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, RouteOptions } from 'fastify';

/** As long as the server waits for any request to arrive. */
const LONGEST_UPLOAD_MS = 15_000;

/**
 * Lets a route take a larger body than others, and the time it needs to arrive:
 * `@RouteConfig({ takesImage: true, bodyLimit: … })`. Nest passes a route's config on to Fastify, but not its
 * `bodyLimit`. In the constructor, because routes are registered before any `onModuleInit` runs.
 */
@Injectable()
export class UploadLimits {
  constructor({ httpAdapter }: HttpAdapterHost) {
    const fastify = httpAdapter?.getInstance?.<FastifyInstance | undefined>();
    // A worker or the command line has no routes.
    fastify?.addHook?.('onRoute', (route) => {
      const { bodyLimit } = (route.config ?? {}) as { bodyLimit?: number };
      if (bodyLimit === undefined) return;
      route.bodyLimit = bodyLimit;
      waitForUpload(route);
    });
  }
}

/** The deadline of a request is for our work: a slow line must not use it up before that begins. */
function waitForUpload(route: RouteOptions): void {
  route.onRequest = (request, _reply, done) => {
    const { work } = request;
    const forOurWork = work.deadline - performance.now();
    work.deadline = performance.now() + LONGEST_UPLOAD_MS;
    request.onUploaded = () => {
      work.deadline = performance.now() + forOurWork;
    };
    done();
  };
  route.preValidation = (request, _reply, done) => {
    request.onUploaded?.();
    done();
  };
}

declare module 'fastify' {
  interface FastifyRequest {
    onUploaded?: () => void;
  }
}
