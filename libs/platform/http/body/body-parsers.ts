import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RequestProblems } from '@platform/errors/platform.errors';
import { parseGuarded, RefusedJson } from './json-guard.rule';

const JSON_TYPES = ['application/json', 'application/merge-patch+json'];
const IMAGES = /^image\/[\w.+-]+$/;

/**
 * JSON and raw images are all that is read; forms are not (a foreign page could post one with the user's cookie).
 * Everything else is answered 415 by the framework.
 */
export function registerBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(JSON_TYPES, { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, readJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  fastify.addContentTypeParser(IMAGES, { parseAs: 'buffer' }, (request, body, done) => {
    if (takesImage(request)) done(null, body);
    else done(RequestProblems.unsupported_media_type());
  });
}

function readJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw RequestProblems.malformed({ parameters: { reason: 'The body is not valid UTF-8.' } });
  try {
    return parseGuarded(body.toString('utf8'));
  } catch (error) {
    if (error instanceof RefusedJson) throw RequestProblems.malformed({ parameters: { reason: error.message } });
    throw error;
  }
}

function takesImage(request: FastifyRequest): boolean {
  return (request.routeOptions.config as { takesImage?: boolean }).takesImage === true;
}
