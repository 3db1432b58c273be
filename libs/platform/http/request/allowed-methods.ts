import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** The methods of the routes with this path; empty for an unknown path. */
    allowedMethods?: (url: string) => readonly string[];
  }
}

/**
 * Records every route as it is added, for the `Allow` header of a request with a method that its path does not have.
 */
export function registerAllowedMethods(fastify: FastifyInstance): void {
  const routes: { readonly path: RegExp; readonly methods: readonly string[] }[] = [];
  fastify.addHook('onRoute', ({ url, method }) => {
    // The fallback routes of the framework match every path.
    if (!url.includes('*')) routes.push({ path: pathOf(url), methods: [method].flat() });
  });
  fastify.decorate('allowedMethods', (url: string) => {
    const [path = ''] = url.split('?');
    const methods = routes.filter((route) => route.path.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  });
}

function pathOf(route: string): RegExp {
  const pattern = route
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)))
    .join('/');
  return new RegExp(`^${pattern}$`);
}
