import type { Type } from '@nestjs/common';
import type { DescribedStreamKind } from '../streams/stream-kinds';
import type { Json } from './document-json';

const NO_DATA = 'NoStreamData';
const EVENT_ID = 'StreamEventId';

/** The shapes of `data`, for Swagger to describe. */
export function shapesOfStream(kinds: readonly DescribedStreamKind[]): Type[] {
  return [...new Set(kinds.flatMap(({ data }) => (data ? [data as Type] : [])))];
}

/**
 * One schema for each kind and one that combines them. OpenAPI 3.1 has no way to describe the items of a stream, so the
 * schema of the response describes a single event, as generators of API clients expect it.
 */
export function streamSchemas(kinds: readonly DescribedStreamKind[]): Json {
  return {
    StreamEvent: {
      description: 'One event of the stream. `data` is JSON text with this schema.',
      oneOf: kinds.map(({ kind }) => ref(nameOf(kind))),
      discriminator: {
        propertyName: 'event',
        mapping: Object.fromEntries(kinds.map(({ kind }) => [kind, ref(nameOf(kind)).$ref])),
      },
    },
    ...Object.fromEntries(kinds.map((kind) => [nameOf(kind.kind), schemaOf(kind)])),
    [EVENT_ID]: {
      type: 'string',
      maxLength: 15,
      pattern: String.raw`^\d+$`,
      description: 'The position of the event, for `Last-Event-ID`.',
    },
    [NO_DATA]: { type: 'object', additionalProperties: false, description: 'This kind of event has no data.' },
  };
}

function schemaOf({ kind, summary, data, hasNoId }: DescribedStreamKind): Json {
  return {
    type: 'object',
    description: `${summary}.`,
    properties: {
      ...(hasNoId ? {} : { id: ref(EVENT_ID) }),
      event: { const: kind },
      data: ref(data ? data.name : NO_DATA),
    },
    required: [...(hasNoId ? [] : ['id']), 'event', 'data'],
    additionalProperties: false,
  };
}

/** For `profile.changed`: `ProfileChangedStreamEvent`. */
function nameOf(kind: string): string {
  const pascal = kind.replaceAll(/(?:^|[._])([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
  return `${pascal}StreamEvent`;
}

function ref(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}
