import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

/**
 * Lets a route take a larger body than others: `@RouteConfig({ takesImage: true, bodyLimit: … })`. Nest passes a
 * route's config on to Fastify, but not its `bodyLimit`. In the constructor, because routes are registered before
 * any `onModuleInit` runs.
 */
@Injectable()
export class UploadLimits {
  constructor({ httpAdapter }: HttpAdapterHost) {
    const fastify = httpAdapter?.getInstance?.() as FastifyInstance | undefined;
    // A worker or the command line has no routes.
    fastify?.addHook?.('onRoute', (route) => {
      const { bodyLimit } = (route.config ?? {}) as { bodyLimit?: number };
      if (bodyLimit !== undefined) route.bodyLimit = bodyLimit;
    });
  }
}
