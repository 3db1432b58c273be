import { applyDecorators, HttpCode, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { ShapeClass } from '../fields/field-registry';
import { IdempotencyInterceptor } from '../idempotency/idempotency.interceptor';
import { RouteFact } from '../routes/route-fact';
import type { AnswerShapes } from '../serialization/answer-shapes.rule';

/** What one route is called and what it answers. Everything else about it stands in its other decorators. */
export interface Operation extends AnswerShapes {
  /** Stable: clients generate code from it, and limits are set by it. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** Of a success; 302 answers with a Location and no body. */
  readonly status: number;
  /** For answers that are not JSON. */
  readonly mediaTypes?: readonly string[];
  /** The problems this route can answer with, beside those that every route can. */
  readonly refuses?: readonly { readonly code: string; (): { status: number } }[];
  /** The answer carries an ETag and honours If-None-Match. */
  readonly etag?: boolean;
  /** The route honours If-Match. */
  readonly ifMatch?: boolean;
  /** The route accepts an Idempotency-Key. */
  readonly idempotent?: boolean;
  /** The body is a merge patch. */
  readonly mergePatch?: boolean;
  /** May run longer than an ordinary request, as a streamed export does. */
  readonly unhurried?: boolean;
  /** The body may be a form as well, as RFC 7662 has it; `@RouteConfig({ takesForm: true })` has it read. */
  readonly takesForm?: boolean;
  /** The body is an image instead of JSON. */
  readonly takesImage?: boolean;
}

export const FORM = 'application/x-www-form-urlencoded';

const operations = new RouteFact<Operation>();

export function Operation(operation: Operation): MethodDecorator {
  return applyDecorators(
    HttpCode(operation.status),
    ApiOperation({ operationId: operation.id, summary: operation.summary, description: operation.description }),
    ApiResponse(successOf(operation)),
    ...(operation.alternative ? [ApiExtraModels(...shapesOf(operation))] : []),
    ...(operation.otherwise ? [ApiResponse(otherwiseOf(operation.otherwise))] : []),
    ...(operation.takesImage ? [imageBody()] : []),
    ...(operation.takesForm ? [ApiConsumes('application/json', FORM)] : []),
    ...(operation.idempotent ? [UseInterceptors(IdempotencyInterceptor)] : []),
    operations.says(operation),
  );
}

export function operationOf(handler: object): Operation | undefined {
  return operations.of(handler);
}

function shapesOf({ answer, alternative }: Operation): ShapeClass[] {
  return [answer, alternative?.answer].filter((shape) => shape !== undefined);
}

function successOf(operation: Operation) {
  const { status, answer, mediaTypes, summary, alternative } = operation;
  if (alternative) {
    const oneOf = shapesOf(operation).map((shape) => ({ $ref: getSchemaPath(shape as never) }));
    return { status, description: summary, schema: { oneOf } } as const;
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

/** A file or a stream, which generated clients hand over as it is. */
const BYTES = { type: 'string', format: 'binary' } as const;

function imageBody() {
  return applyDecorators(
    ApiBody({ schema: BYTES, required: true }),
    (_target: object, _name: string | symbol, descriptor: PropertyDescriptor) => {
      Reflect.defineMetadata(
        'swagger/apiConsumes',
        ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif'],
        descriptor.value as object,
      );
    },
  );
}
