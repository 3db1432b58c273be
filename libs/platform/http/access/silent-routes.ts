import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { audienceOf } from './audience';

/** The routes that do not say who may call them. Such a product does not start. */
export function silentRoutes(discovery: DiscoveryService, scanner: MetadataScanner): string[] {
  const silent: string[] = [];
  for (const { metatype } of discovery.getControllers()) {
    const prototype = metatype?.prototype as Record<string, object> | undefined;
    if (!prototype) continue;
    for (const name of scanner.getAllMethodNames(prototype)) {
      const handler = prototype[name] as object;
      const isRoute = Reflect.hasMetadata(METHOD_METADATA, handler);
      if (isRoute && !audienceOf(handler)) silent.push(`${metatype?.name}.${name}`);
    }
  }
  return silent;
}
