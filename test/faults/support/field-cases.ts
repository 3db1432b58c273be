import Ajv from 'ajv/dist/2020';
import { isNamedByCaller, type DescribedOperation, type Parameter } from './operations';
import { assembled, sampleOf, type RequestParts } from './valid-request';
import type { Sent } from './wire';
import { ODD_TEXTS, WRONG_VALUES } from './wrong-values';

type Json = Record<string, any>; // schemas are walked, not typed
type Pointer = readonly (string | number)[];

/** A request with one thing wrong, and what the document says to it. */
export interface FieldCase {
  readonly name: string;
  readonly request: Sent;
  /** The answers that are right; undefined where the schema takes the value and only the product's sense may not. */
  readonly wanted?: readonly number[];
  /** Just beyond what the schema allows: never left out. */
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
const REFUSED = [400, 422];
const HOLE = '"@ the value @"';

/** Every field of a body, those of its lists' entries included. */
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
  const judged = (name: string, json: string): FieldCase => ({
    name: `${operation.id}: ${name}`,
    request: send(json),
    wanted: isValid(JSON.parse(json)) ? undefined : REFUSED,
  });
  const fields = fieldsOf(bodySchema).flatMap((pointer) => {
    const [before = '', after = ''] = JSON.stringify(withHole(parts.body, pointer, bodySchema)).split(HOLE);
    return WRONG_VALUES.map(({ name, json, malformed }) => {
      const what = `/${pointer.join('/')} is ${name}`;
      const body = `${before}${json}${after}`;
      return malformed ? { name: `${operation.id}: ${what}`, request: send(body), wanted: [400] } : judged(what, body);
    });
  });
  const bounds = fieldsOf(bodySchema).flatMap((pointer) => {
    const [before = '', after = ''] = JSON.stringify(withHole(parts.body, pointer, bodySchema)).split(HOLE);
    return beyond(schemaAt(bodySchema, pointer)).map(([name, value]) => ({
      ...judged(`/${pointer.join('/')} is ${name}`, `${before}${JSON.stringify(value)}${after}`),
      isEssential: true as const,
    }));
  });
  const asItWas = judged('as it was', JSON.stringify(parts.body));
  const whole = WRONG_VALUES.map(({ name, json, malformed }) =>
    malformed
      ? { name: `${operation.id}: the body is ${name}`, request: send(json), wanted: [400] }
      : judged(`the body is ${name}`, json),
  );
  const missing = Object.keys(parts.body).map((name) =>
    judged(`without ${name}`, JSON.stringify({ ...parts.body, [name]: undefined })),
  );
  const unknown = ['role', 'emailVerifiedAt', 'id', 'isAdmin', 'a\u0000\u202eb', '', 'x'.repeat(600)].map((name) => ({
    ...judged(`with the field ${JSON.stringify(name)}`, JSON.stringify({ ...parts.body, [name]: true })),
    isEssential: true as const,
  }));
  return [asItWas, ...bounds, ...fields, ...whole, ...missing, ...unknown];
}

/** Bodies in another language than the document names. */
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
    ODD_TEXTS.filter(([, text]) => isSendable(parameter, text)).map(([what, text]) => ({
      name: `${operation.id}: ${parameter.in} ${parameter.name} is ${what}`,
      request: withParameter(operation, parts, parameter, text, token),
      wanted: takes(parameter.schema, text) ? undefined : wantedOf(operation, parameter),
    })),
  );
  const valid = assembled(operation, parts, token);
  const added = (query: string) => ({ ...valid, path: `${valid.path}${valid.path.includes('?') ? '&' : '?'}${query}` });
  const queries = operation.parameters.filter((parameter) => parameter.in === 'query');
  const shapes = queries.flatMap(({ name }) =>
    [`${name}=1&${name}=2`, `${name}[]=1`, `${name}[a]=1`, `__proto__[${name}]=1`].map((query) => ({
      name: `${operation.id}: ?${query}`,
      request: added(query),
      wanted: REFUSED,
    })),
  );
  const unknown = queries.length > 0 ? ['unheardOf=1', 'toString=1', '__proto__=1'] : [];
  return [
    ...texts,
    ...shapes,
    ...unknown.map((query) => ({ name: `${operation.id}: ?${query}`, request: added(query), wanted: REFUSED })),
  ];
}

/** The nearest values that are too much, or too little. */
function beyond(schema: Json): (readonly [name: string, value: unknown])[] {
  const { minLength = 0, maxLength, minimum, maximum, maxItems, items } = schema;
  return [
    ...(maxLength === undefined ? [] : [['one character too long', 'x'.repeat(maxLength + 1)] as const]),
    ...(minLength > 0 ? [['one character too short', 'x'.repeat(minLength - 1)] as const] : []),
    ...(maximum === undefined ? [] : [['one too many', maximum + 1] as const]),
    ...(minimum === undefined ? [] : [['one too few', minimum - 1] as const]),
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

function withHole(body: unknown, [name, ...rest]: Pointer, schema: Json): unknown {
  if (name === undefined) return JSON.parse(HOLE);
  const inner = (typeof name === 'number' ? schema.items : schema.properties[name]) as Json;
  if (typeof name === 'number') return [withHole((body as unknown[] | undefined)?.[0] ?? sampleOf(inner), rest, inner)];
  const given = (body ?? {}) as Json;
  return { ...given, [name]: withHole(given[name] ?? sampleOf(inner), rest, inner) };
}

function withParameter(
  operation: DescribedOperation,
  parts: RequestParts,
  { name, in: place }: Parameter,
  text: string,
  token?: string,
): Sent {
  if (place === 'path') return assembled(operation, { ...parts, path: { ...parts.path, [name]: text } }, token);
  if (place === 'query') return assembled(operation, { ...parts, query: { ...parts.query, [name]: text } }, token);
  const valid = assembled(operation, parts, token);
  return { ...valid, headers: { ...valid.headers, [name]: text } };
}

/** An empty path is another route, and a header holds no character beyond Latin-1. */
function isSendable({ in: place }: Parameter, text: string): boolean {
  return place === 'query' || (place === 'path' ? text !== '' : /^[\t\x20-\x7e\x80-\xff]*$/.test(text));
}

function takes(schema: Json, text: string): boolean {
  return ajv.validate(schema, schema.type === 'integer' && /^-?\d+$/.test(text) ? Number(text) : text);
}

/** What cannot be an id names nothing; a tag that cannot be one is nobody's copy. */
function wantedOf(operation: DescribedOperation, { name, in: place }: Parameter): readonly number[] | undefined {
  if (place === 'path') return [400, isNamedByCaller(operation) ? 422 : 404, 414];
  return place === 'query' || name === 'Idempotency-Key' ? REFUSED : undefined;
}
