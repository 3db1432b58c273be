import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fastJson from 'fast-json-stringify';
import { map, type Observable } from 'rxjs';
import { schemaOf, type ShapeClass } from '../fields/field-registry';
import { etagOf, Versioned } from './document';
import { matchesNone } from './if-match';
import { operationOf } from './operation';

type Serialize = (body: unknown) => string;

/** Writes each answer through its declared shape: compiled once, and an undeclared field never leaves. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  private readonly compiled = new Map<ShapeClass, Serialize>();

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const operation = operationOf(context.getHandler());
    const http = context.switchToHttp();
    if (operation?.unhurried) http.getRequest<FastifyRequest>().work.deadline = Infinity;
    const { answer } = operation ?? {};
    if (!answer) return next.handle();
    return next.handle().pipe(map((result) => this.write(result, answer, http.getRequest(), http.getResponse())));
  }

  private write(result: unknown, shape: ShapeClass, request: FastifyRequest, reply: FastifyReply): string | undefined {
    const body = result instanceof Versioned ? (result.body as unknown) : result;
    if (result instanceof Versioned) {
      const etag = etagOf(result.version);
      reply.header('etag', etag);
      if (request.method === 'GET' && matchesNone(request.headers['if-none-match'], etag)) {
        reply.status(304);
        return undefined;
      }
    }
    reply.type('application/json; charset=utf-8');
    return this.serializer(shape)(body);
  }

  private serializer(shape: ShapeClass): Serialize {
    let serialize = this.compiled.get(shape);
    if (!serialize) {
      serialize = fastJson(schemaOf(shape)) as Serialize;
      this.compiled.set(shape, serialize);
    }
    return serialize;
  }
}
