import Ajv from 'ajv/dist/2020';
import { isNamedByCaller, type DescribedOperation, type Parameter } from './operations';
import { assembled, sampleOf, type RequestParts } from './valid-request';
import type { Sent } from './wire';
import { UNUSUAL_TEXTS, WRONG_VALUES } from './wrong-values';

type Json = Record<string, any>; // the code walks schemas and needs no types
type Pointer = readonly (string | number)[];

/** A request with one fault, and the statuses that the document allows for it. */
export interface FieldCase {
  readonly name: string;
  readonly request: Sent;
  /** The expected statuses; undefined if the schema accepts the value, because the product may still reject it. */
  readonly wanted?: readonly number[];
  /** A value just outside a limit of the schema: never left out of a short run. */
  readonly isEssential?: true;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ajv = new Ajv({
  strict: false,
  formats: {
    uuid: UUID,
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
    int32: true,
    int64: true,
    password: true,
    binary: true,
    'idn-email': true,
  },
});
const REJECTED = [400, 422];
const PLACEHOLDER = '"@ the value @"';

/** Every field of a body, including those of list entries. */
export function fieldsOf(schema: Json, at: Pointer = []): Pointer[] {
  const inner = Object.entries((schema.properties ?? {}) as Record<string, Json>).flatMap(([name, field]) => [
    [...at, name],
    ...fieldsOf(field, [...at, name]),
  ]);
  return schema.items ? [...inner, [...at, 0], ...fieldsOf(schema.items as Json, [...at, 0])] : inner;
}

export function bodyCases(operation: DescribedOperation, parts: RequestParts, token?: string): FieldCase[] {
  const { bodySchema } = operation;
  if (!bodySchema || !parts.body) return [];
  const isValid = ajv.compile(bodySchema);
  const send = (body: string) => ({ ...assembled(operation, parts, token), body });
  const checked = (name: string, json: string): FieldCase => ({
    name: `${operation.id}: ${name}`,
    request: send(json),
    wanted: isValid(JSON.parse(json)) ? undefined : REJECTED,
  });
  const fields = fieldsOf(bodySchema).flatMap((pointer) => {
    const [before = '', after = ''] = JSON.stringify(withPlaceholder(parts.body, pointer, bodySchema)).split(
      PLACEHOLDER,
    );
    return WRONG_VALUES.map(({ name, json, malformed }) => {
      const what = `/${pointer.join('/')} is ${name}`;
      const body = `${before}${json}${after}`;
      return malformed ? { name: `${operation.id}: ${what}`, request: send(body), wanted: [400] } : checked(what, body);
    });
  });
  const bounds = fieldsOf(bodySchema).flatMap((pointer) => {
    const [before = '', after = ''] = JSON.stringify(withPlaceholder(parts.body, pointer, bodySchema)).split(
      PLACEHOLDER,
    );
    return outsideLimits(schemaAt(bodySchema, pointer)).map(([name, value]) => ({
      ...checked(`/${pointer.join('/')} is ${name}`, `${before}${JSON.stringify(value)}${after}`),
      isEssential: true as const,
    }));
  });
  const unchanged = checked('unchanged', JSON.stringify(parts.body));
  const whole = WRONG_VALUES.map(({ name, json, malformed }) =>
    malformed
      ? { name: `${operation.id}: the body is ${name}`, request: send(json), wanted: [400] }
      : checked(`the body is ${name}`, json),
  );
  const missing = Object.keys(parts.body).map((name) =>
    checked(`without ${name}`, JSON.stringify({ ...parts.body, [name]: undefined })),
  );
  const unknown = ['role', 'emailVerifiedAt', 'id', 'isAdmin', 'a\u0000\u202eb', '', 'x'.repeat(600)].map((name) => ({
    ...checked(`with the field ${JSON.stringify(name)}`, JSON.stringify({ ...parts.body, [name]: true })),
    isEssential: true as const,
  }));
  return [unchanged, ...bounds, ...fields, ...whole, ...missing, ...unknown];
}

/** Bodies of a media type that the document does not declare. */
export function mediaTypeCases(operation: DescribedOperation, parts: RequestParts, token?: string): FieldCase[] {
  if (operation.bodyTypes.length === 0) return [];
  const others = [
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/xml',
    'application/json; charset=latin1',
    ...(operation.bodySchema ? ['image/png'] : ['application/json', 'application/merge-patch+json']),
  ].filter((type) => !operation.bodyTypes.includes(type));
  const valid = assembled(operation, parts, token);
  return others.map((type) => ({
    name: `${operation.id} as ${type}`,
    request: { ...valid, headers: { ...valid.headers, 'content-type': type } },
    wanted: [415],
  }));
}

export function parameterCases(operation: DescribedOperation, parts: RequestParts, token?: string): FieldCase[] {
  const texts = operation.parameters.flatMap((parameter) =>
    UNUSUAL_TEXTS.filter(([, text]) => isSendable(parameter, text)).map(([what, text]) => ({
      name: `${operation.id}: ${parameter.in} ${parameter.name} is ${what}`,
      request: withParameter(operation, parts, parameter, text, token),
      wanted: accepts(parameter.schema, text) ? undefined : wantedOf(operation, parameter),
    })),
  );
  const valid = assembled(operation, parts, token);
  const added = (query: string) => ({ ...valid, path: `${valid.path}${valid.path.includes('?') ? '&' : '?'}${query}` });
  const queries = operation.parameters.filter((parameter) => parameter.in === 'query');
  const shapes = queries.flatMap(({ name }) =>
    [`${name}=1&${name}=2`, `${name}[]=1`, `${name}[a]=1`, `__proto__[${name}]=1`].map((query) => ({
      name: `${operation.id}: ?${query}`,
      request: added(query),
      wanted: REJECTED,
    })),
  );
  const unknown = queries.length > 0 ? ['unheardOf=1', 'toString=1', '__proto__=1'] : [];
  return [
    ...texts,
    ...shapes,
    ...unknown.map((query) => ({ name: `${operation.id}: ?${query}`, request: added(query), wanted: REJECTED })),
  ];
}

/** The nearest values that are too large or too small. */
function outsideLimits(schema: Json): (readonly [name: string, value: unknown])[] {
  const { minLength = 0, maxLength, minimum, maximum, maxItems, items } = schema;
  return [
    ...(maxLength === undefined ? [] : [['one character too long', 'x'.repeat(maxLength + 1)] as const]),
    ...(minLength > 0 ? [['one character too short', 'x'.repeat(minLength - 1)] as const] : []),
    ...(maximum === undefined ? [] : [['one above the maximum', maximum + 1] as const]),
    ...(minimum === undefined ? [] : [['one below the minimum', minimum - 1] as const]),
    ...(maxItems === undefined
      ? []
      : [['one entry too many', Array.from({ length: maxItems + 1 }, () => sampleOf(items as Json))] as const]),
  ];
}

function schemaAt(schema: Json, pointer: Pointer): Json {
  return pointer.reduce<Json>(
    (at, name) => (typeof name === 'number' ? at.items : at.properties[name]) as Json,
    schema,
  );
}

function withPlaceholder(body: unknown, [name, ...rest]: Pointer, schema: Json): unknown {
  if (name === undefined) return JSON.parse(PLACEHOLDER);
  const inner = (typeof name === 'number' ? schema.items : schema.properties[name]) as Json;
  if (typeof name === 'number')
    return [withPlaceholder((body as unknown[] | undefined)?.[0] ?? sampleOf(inner), rest, inner)];
  const given = (body ?? {}) as Json;
  return { ...given, [name]: withPlaceholder(given[name] ?? sampleOf(inner), rest, inner) };
}

function withParameter(
  operation: DescribedOperation,
  parts: RequestParts,
  { name, in: location }: Parameter,
  text: string,
  token?: string,
): Sent {
  if (location === 'path') return assembled(operation, { ...parts, path: { ...parts.path, [name]: text } }, token);
  if (location === 'query') return assembled(operation, { ...parts, query: { ...parts.query, [name]: text } }, token);
  const valid = assembled(operation, parts, token);
  return { ...valid, headers: { ...valid.headers, [name]: text } };
}

/** An empty path segment is another route, and a header can hold only Latin-1 characters. */
function isSendable({ in: location }: Parameter, text: string): boolean {
  return location === 'query' || (location === 'path' ? text !== '' : /^[\t\x20-\x7e\x80-\xff]*$/.test(text));
}

function accepts(schema: Json, text: string): boolean {
  return ajv.validate(schema, schema.type === 'integer' && /^-?\d+$/.test(text) ? Number(text) : text);
}

/** A malformed id in a path is not found, and a malformed ETag simply does not match. */
function wantedOf(operation: DescribedOperation, { name, in: location }: Parameter): readonly number[] | undefined {
  if (location === 'path') return [400, isNamedByCaller(operation) ? 422 : 404, 414];
  return location === 'query' || name === 'Idempotency-Key' ? REJECTED : undefined;
}
