import type { FastifyInstance, RouteOptions } from 'fastify';
import { IncomingUpload } from './incoming-upload';
import { DEFAULT_SECONDS, type UploadDeclaration } from './upload-declaration';

declare module 'fastify' {
  interface FastifyRequest {
    /** The file in the body, on a route that declares an upload. */
    incomingUpload?: IncomingUpload;
  }
  interface FastifyContextConfig {
    upload?: UploadDeclaration;
  }
}

/** Leaves the body of an upload to the handler, because a parser would read it into memory. */
export function registerUploads(fastify: FastifyInstance): void {
  fastify.decorateRequest('incomingUpload', undefined);
  fastify.addHook('onRoute', (route) => {
    const upload = route.config?.upload;
    if (!upload) return;
    receive(route, upload);
    // The limit of the server applies to all requests; the deadline sweep enforces the limit of each request.
    const ms = (upload.seconds ?? DEFAULT_SECONDS) * 1000;
    fastify.server.requestTimeout = Math.max(fastify.server.requestTimeout, ms);
  });
}

function receive(route: RouteOptions, upload: UploadDeclaration): void {
  route.onRequest = (request, _reply, done) => {
    const { headers } = request.raw;
    request.incomingUpload = new IncomingUpload(request, headers['content-type'], upload);
    // Without a type, the body goes to the parser that does not read uploads.
    delete headers['content-type'];
    done();
  };
  route.onSend = (request, reply, payload, done) => {
    void request.incomingUpload?.body.discard(reply.raw);
    done(null, payload);
  };
}
