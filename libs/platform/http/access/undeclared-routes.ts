import type { RouteHandler } from '../routes/route-handlers';
import { audienceOf } from './audience';

/** The routes that do not say who may call them. Such a product does not start. */
export function undeclaredRoutes(routes: readonly RouteHandler[]): string[] {
  return routes
    .filter(({ handler }) => !audienceOf(handler))
    .map(({ controller, name }) => `${controller.name}.${name}`);
}
