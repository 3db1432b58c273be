import type { DescribedOperation } from './operations';
import type { Sent } from './wire';

type Json = Record<string, any>; // the code walks schemas and needs no types

/** What a request needs besides a valid shape in order to succeed: existing ids, unused names, valid tokens. */
export interface Meaning {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Json>;
  readonly raw?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request in parts, so that a test can replace each part. */
export interface RequestParts {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body?: Json;
  readonly raw?: Buffer;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is valid by the document: its examples, with the values that make it succeed. */
export function validParts(operation: DescribedOperation, { path, query, body, raw, headers }: Meaning): RequestParts {
  const sample = operation.bodySchema && (sampleOf(operation.bodySchema) as Json);
  return {
    path: { ...samplesOf(operation, 'path'), ...path },
    query: { ...samplesOf(operation, 'query'), ...query },
    body: sample && withoutAbsent({ ...sample, ...body }),
    raw,
    headers,
    contentType: operation.bodyTypes[0],
  };
}

export function assembled(operation: DescribedOperation, parts: RequestParts, token?: string): Sent {
  const path = operation.template.replace(/\{([^}]+)\}/g, (_all, name: string) =>
    encodeURIComponent(parts.path[name] ?? ''),
  );
  const query = new URLSearchParams(parts.query).toString();
  const body = parts.raw ?? (parts.body && JSON.stringify(parts.body));
  return {
    method: operation.method,
    path: query ? `${path}?${query}` : path,
    headers: {
      ...parts.headers,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && parts.contentType && { 'content-type': parts.contentType }),
    },
    body,
  };
}

function samplesOf(operation: DescribedOperation, location: 'path' | 'query'): Record<string, string> {
  return Object.fromEntries(
    operation.parameters
      .filter(
        (parameter) => parameter.in === location && (parameter.required || parameter.schema.example !== undefined),
      )
      .map(({ name, schema }) => [name, String(sampleOf(schema))]),
  );
}

export function sampleOf(schema: Json): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return schema.enum[0];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object') {
    const fields = Object.entries((schema.properties ?? {}) as Record<string, Json>);
    const isWanted = ([name, field]: [string, Json]) =>
      field.example !== undefined || schema.required?.includes(name) === true;
    return Object.fromEntries(fields.filter(isWanted).map(([name, field]) => [name, sampleOf(field)]));
  }
  if (type === 'array') return [];
  if (type === 'integer') return schema.minimum ?? 0;
  if (type === 'boolean') return true;
  if (schema.format === 'uuid') return '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f';
  return 'x'.repeat(Math.max(schema.minLength ?? 1, 1));
}

/** A value of `undefined` removes the field. */
function withoutAbsent(body: Json): Json {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
