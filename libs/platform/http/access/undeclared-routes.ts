import type { RouteHandler } from '../routes/route-handlers';
import { audienceOf } from './audience';

/** Returns the routes without an audience. The application does not start if there are any. */
export function undeclaredRoutes(routes: readonly RouteHandler[]): string[] {
  return routes
    .filter(({ handler }) => !audienceOf(handler))
    .map(({ controller, name }) => `${controller.name}.${name}`);
}
