import { applyDecorators, HttpCode, UseInterceptors } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { ShapeClass } from '../fields/field-registry';
import { IdempotencyInterceptor } from '../idempotency/idempotency.interceptor';
import { RouteFact } from '../routes/route-fact';
import type { AnswerShapes } from '../serialization/answer-shapes.rule';
import type { UploadDeclaration } from '../uploads/upload-declaration';

/** The OpenAPI description of one route. */
export interface Operation extends AnswerShapes {
  /** The operationId. It must stay stable, because clients are generated from it and rate limits are configured by it. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** The success status. 302 responds with a Location and no body. */
  readonly status: number;
  /** The media types of responses that are not JSON. */
  readonly mediaTypes?: readonly string[];
  /** The response is an endless stream of Server-Sent Events. */
  readonly eventStream?: boolean;
  /** Text formats in which the route can return the same as its `answer`, for example `text/csv`. */
  readonly alsoAs?: readonly string[];
  /** The errors that this route can return, besides those that every route can return. */
  readonly refuses?: readonly { readonly code: string }[];
  /** The response has an ETag, and the route honours If-None-Match. */
  readonly etag?: boolean;
  /** The route honours If-Match. */
  readonly ifMatch?: boolean;
  /** The route accepts an Idempotency-Key. */
  readonly idempotent?: boolean;
  /** The body is a merge patch. */
  readonly mergePatch?: boolean;
  /** The request may run longer than others, for example a streamed export. */
  readonly unhurried?: boolean;
  /** The body can also be a form, as in RFC 7662. `@RouteConfig({ takesForm: true })` enables its parser. */
  readonly takesForm?: boolean;
  /** The body is a file instead of JSON. The handler gets it with `@UploadBody()`. */
  readonly upload?: UploadDeclaration;
  /** The response is a file, sent by `Downloads`: it has an ETag, and ranges of it can be requested. */
  readonly download?: boolean;
}

export const FORM = 'application/x-www-form-urlencoded';

const operations = new RouteFact<Operation>();

export function Operation(operation: Operation): MethodDecorator {
  if (operation.upload && operation.idempotent)
    throw new Error(
      `${operation.id}: an Idempotency-Key does not cover an upload, because its bytes are not compared.`,
    );
  return applyDecorators(
    HttpCode(operation.status),
    ApiOperation({ operationId: operation.id, summary: operation.summary, description: operation.description }),
    ApiResponse(successOf(operation)),
    ...(operation.alternative || operation.alsoAs ? [ApiExtraModels(...shapesOf(operation))] : []),
    ...(operation.otherwise ? [ApiResponse(otherwiseOf(operation.otherwise))] : []),
    ...(operation.upload ? uploadDecorators(operation.upload) : []),
    ...(operation.takesForm ? [ApiConsumes('application/json', FORM)] : []),
    ...(operation.idempotent ? [UseInterceptors(IdempotencyInterceptor)] : []),
    operations.attach(operation),
  );
}

export function operationOf(handler: object): Operation | undefined {
  return operations.of(handler);
}

function shapesOf({ answer, alternative }: Operation): ShapeClass[] {
  return [answer, alternative?.answer].filter((shape) => shape !== undefined);
}

function successOf(operation: Operation) {
  const { status, answer, mediaTypes, summary, alternative, alsoAs } = operation;
  if (alternative) {
    const oneOf = shapesOf(operation).map((shape) => ({ $ref: getSchemaPath(shape as never) }));
    return { status, description: summary, schema: { oneOf } } as const;
  }
  if (operation.eventStream) {
    const content = { 'text/event-stream': { schema: { $ref: '#/components/schemas/StreamEvent' } } };
    return { status, description: summary, content } as const;
  }
  if (answer && alsoAs) {
    const texts = alsoAs.map((type) => [type, { schema: { type: 'string' } }] as const);
    const json = { schema: { $ref: getSchemaPath(answer) } };
    return {
      status,
      description: summary,
      content: { 'application/json': json, ...Object.fromEntries(texts) },
    } as const;
  }
  if (mediaTypes) {
    const content = Object.fromEntries(mediaTypes.map((type) => [type, { schema: BYTES }]));
    return { status, description: summary, content } as const;
  }
  return answer ? { status, description: summary, type: answer as never } : { status, description: summary };
}

function otherwiseOf({ status, description, answer }: NonNullable<Operation['otherwise']>) {
  return { status, description, type: answer as never };
}

/** A file or stream that generated clients pass on unchanged. */
const BYTES = { type: 'string', format: 'binary' } as const;

function uploadDecorators(upload: UploadDeclaration): MethodDecorator[] {
  return [
    RouteConfig({ upload }),
    ApiBody({ schema: BYTES, required: true }),
    (_target: object, _name: string | symbol, descriptor: PropertyDescriptor) => {
      Reflect.defineMetadata('swagger/apiConsumes', [...upload.types], descriptor.value as object);
    },
  ];
}
