import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RequestProblems } from '@platform/errors/platform.errors';
import { FORM } from '../answers/operation';
import { parseGuarded, RefusedJson } from './json-guard.rule';
import { hasOtherCharset } from '../uploads/media-type.rule';

const JSON_TYPES = ['application/json', 'application/merge-patch+json'];
const FORM_BYTES = 64 * 1024;

/**
 * Parses JSON. Forms are accepted only if the route declares them and ignores cookies, because another website could
 * submit a form with the user's cookies. Uploads are left to their handler. Everything else gets 415.
 */
export function registerBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  // A request without Content-Length and Transfer-Encoding has no body (RFC 9112, 6.3), so its Content-Type is ignored.
  // Clients that always send one do this on DELETE; a parser would wait for the body.
  fastify.addHook('onRequest', ({ raw: { headers } }, _reply, done) => {
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined)
      delete headers['content-type'];
    done();
  });
  fastify.addContentTypeParser(JSON_TYPES, { parseAs: 'buffer' }, (request, body, done) => {
    try {
      if (isEncoded(request)) throw RequestProblems.unsupported_media_type();
      done(null, readJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  fastify.addContentTypeParser(FORM, { parseAs: 'buffer', bodyLimit: FORM_BYTES }, (request, body, done) => {
    try {
      if (!takesForm(request) || isEncoded(request)) throw RequestProblems.unsupported_media_type();
      done(null, readForm(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  fastify.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: FORM_BYTES },
    (request, _, done) => {
      if (ignoresForm(request)) done(null);
      else done(RequestProblems.unsupported_media_type());
    },
  );
  fastify.addContentTypeParser('*', (request, _body, done) => {
    if (request.incomingUpload || request.is404) done(null);
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

/** Rejects repeated names, because two parsers could use different values of one field. */
function readForm(body: Buffer): Record<string, string> {
  if (!isUtf8(body)) throw RequestProblems.malformed({ parameters: { reason: 'The body is not valid UTF-8.' } });
  const fields = body.toString('utf8').split('&').filter(Boolean);
  const entries = fields.map((field) => {
    const [name = '', ...value] = field.split('=');
    return [decoded(name), decoded(value.join('='))] as const;
  });
  if (new Set(entries.map(([name]) => name)).size < entries.length)
    throw RequestProblems.malformed({ parameters: { reason: 'The form has the same field twice.' } });
  return Object.fromEntries(entries);
}

/** Decodes strictly, because replacing invalid UTF-8 could make two different texts equal. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw RequestProblems.malformed({ parameters: { reason: 'The form is not valid.' } });
  }
}

function takesForm(request: FastifyRequest): boolean {
  return (request.routeOptions.config as { takesForm?: boolean }).takesForm === true;
}

/** Whether the request means the same with any form, as with the links in mails. */
function ignoresForm(request: FastifyRequest): boolean {
  return (request.routeOptions.config as { ignoresForm?: boolean }).ignoresForm === true;
}

/** Whether the body is compressed or in another character set than UTF-8. Such a body would be misread. */
function isEncoded({ headers }: FastifyRequest): boolean {
  const encoding = headers['content-encoding'];
  return (encoding !== undefined && encoding !== 'identity') || hasOtherCharset(headers['content-type']);
}
