import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { operationOf, type Operation } from '../answers/operation';
import { audienceOf, type Audience } from '../access/audience';
import type { RateLimitSettings } from '../rate-limit/rate-limit-settings';
import type { RateLimit } from '../rate-limit/limits';
import { routeHandlers } from '../routes/route-handlers';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod } from '@nestjs/common';

/** What the decorators of a route declare, for the OpenAPI document and for tests that call all routes. */
export interface DescribedRoute {
  readonly operation: Operation;
  readonly audience: Audience;
  readonly limit: RateLimit;
}

export function describedRoutes(
  discovery: DiscoveryService,
  scanner: MetadataScanner,
  limits: RateLimitSettings,
): ReadonlyMap<string, DescribedRoute> {
  const routes = new Map<string, DescribedRoute>();
  for (const { handler } of routeHandlers(discovery, scanner)) {
    const operation = operationOf(handler);
    if (!operation) continue;
    if (routes.has(operation.id)) throw new Error(`Two routes have the operationId ${operation.id}.`);
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number] ?? 'GET';
    routes.set(operation.id, {
      operation,
      audience: audienceOf(handler) as Audience,
      limit: limits.limitOf(handler, method),
    });
  }
  return routes;
}
