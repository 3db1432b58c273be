import type { Type } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import type { DiscoveryService, MetadataScanner } from '@nestjs/core';

export interface RouteHandler {
  readonly controller: Type;
  readonly name: string;
  readonly handler: object;
}

/** All route handlers of the application. */
export function routeHandlers(discovery: DiscoveryService, scanner: MetadataScanner): RouteHandler[] {
  return discovery.getControllers().flatMap(({ metatype }) => {
    const prototype = metatype?.prototype as Record<string, object> | undefined;
    if (!prototype) return [];
    return scanner
      .getAllMethodNames(prototype)
      .map((name) => ({ controller: metatype as Type, name, handler: prototype[name] as object }))
      .filter(({ handler }) => Reflect.hasMetadata(METHOD_METADATA, handler));
  });
}
