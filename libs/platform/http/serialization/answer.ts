import fastJson from 'fast-json-stringify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { schemaOf, type ShapeClass } from '../fields/field-registry';
import { shapeFor, type AnswerShapes } from './answer-shapes.rule';
import { etagOf, Versioned } from './document';
import { matchesNone } from './if-match';

declare module 'fastify' {
  interface FastifyRequest {
    /** The shapes that the route declares. */
    answerShapes?: AnswerShapes;
  }
}

type Serialize = (body: unknown) => string;

const compiled = new WeakMap<ShapeClass, Serialize>();

/** Text that is already serialised. */
export class WrittenAnswer {
  constructor(readonly text: string | undefined) {}
}

/** Serialises a response with its declared shape. The serialiser is compiled once and omits undeclared fields. */
export function writeAnswer(result: unknown, request: FastifyRequest, reply: FastifyReply): WrittenAnswer | undefined {
  // A route that returns its answer in another format has written it itself.
  if (typeof result === 'string') return undefined;
  const shape = request.answerShapes && shapeFor(request.answerShapes, result);
  return shape && writtenAs(result, shape, request, reply);
}

function writtenAs(result: unknown, shape: ShapeClass, request: FastifyRequest, reply: FastifyReply): WrittenAnswer {
  if (result instanceof Versioned) {
    const etag = etagOf(result.version);
    reply.header('etag', etag);
    if (request.method === 'GET' && matchesNone(request.headers['if-none-match'], etag)) {
      reply.status(304);
      return new WrittenAnswer(undefined);
    }
  }
  reply.header('content-type', 'application/json; charset=utf-8');
  return new WrittenAnswer(result instanceof Versioned ? textOf(result, shape) : serializerOf(shape)(result));
}

function textOf(document: Versioned<unknown>, shape: ShapeClass): string {
  if (document.written?.shape !== shape) document.written = { shape, text: serializerOf(shape)(document.body) };
  return document.written.text;
}

/** The serialiser of a shape, which omits undeclared fields. */
export function serializerOf(shape: ShapeClass): Serialize {
  let serialize = compiled.get(shape);
  if (!serialize) {
    serialize = fastJson(schemaOf(shape)) as Serialize;
    compiled.set(shape, serialize);
  }
  return serialize;
}
