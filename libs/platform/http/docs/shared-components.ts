import type { Json } from './document-json';

/** The 401 errors of every operation that requires a session. Together they are called `Unauthenticated`. */
export const UNAUTHENTICATED = [
  'access.not_signed_in',
  'access.token_invalid',
  'access.token_expired',
  'access.session_ended',
];
/** Names of frequent error codes in the OpenAPI document; any other code is named after itself. */
const NAMES: Readonly<Record<string, string>> = {
  'request.malformed': 'BadRequest',
  'request.invalid': 'ValidationFailed',
  'request.invalid_cursor': 'InvalidCursor',
  'request.not_found': 'NotFound',
  'request.rate_limited': 'TooManyRequests',
  'request.stale': 'PreconditionFailed',
  'request.too_large': 'PayloadTooLarge',
  'request.unsupported_media_type': 'UnsupportedMediaType',
  'service.unavailable': 'ServiceUnavailable',
  'service.unexpected': 'InternalError',
  'access.not_allowed': 'PermissionMissing',
  'access.api_key_not_allowed': 'ApiKeyNotAllowed',
  'access.scope_missing': 'ScopeMissing',
  'access.step_up_required': 'StepUpRequired',
  'access.users_only': 'UsersOnly',
};
const WITHOUT_BODY: Readonly<Record<string, string>> = { 204: 'NoContent', 304: 'NotModified' };

/**
 * Moves responses and parameters that several operations repeat to `components` and leaves a `$ref`, because most of
 * the document would be repetition otherwise. Names depend only on the content, so that a new operation changes no
 * other names.
 */
export function shareComponents(paths: Json): { responses: Json; parameters: Json } {
  const operations = (Object.values(paths) as Json[]).flatMap((item) => Object.values(item) as Json[]);
  const responses = share(
    'responses',
    operations.map((operation) => operation.responses as Json),
    responseName,
  );
  const parameters = share(
    'parameters',
    operations.map((operation) => (operation.parameters ?? []) as Json),
    (_index, { name, in: where }) => `${pascalCase(name)}In${pascalCase(where)}`,
  );
  return { responses, parameters };
}

function share(kind: string, holders: Json[], nameOf: (key: string, value: Json) => string | undefined): Json {
  const uses = new Map<string, number>();
  const entries = holders.flatMap((holder) =>
    Object.entries(holder).flatMap(([key, value]) => {
      const name = nameOf(key, value as Json);
      return name === undefined ? [] : [{ holder, key, name, value: value as Json, content: JSON.stringify(value) }];
    }),
  );
  for (const { name, content } of entries) uses.set(name + content, (uses.get(name + content) ?? 0) + 1);
  const shared: Json = {};
  for (const { holder, key, name, value, content } of entries) {
    if ((uses.get(name + content) ?? 0) < 2) continue;
    shared[name] ??= value;
    // Different content with the same name stays in the operation.
    if (JSON.stringify(shared[name]) === content) holder[key] = { $ref: `#/components/${kind}/${name}` };
  }
  return Object.fromEntries(Object.entries(shared).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Returns for example `Unauthenticated`, or `ValidationFailedOrInvalidCursor` for two codes; undefined for a response
 * with data.
 */
function responseName(status: string, { description, content }: Json): string | undefined {
  if (!content?.['application/problem+json']) return content === undefined ? WITHOUT_BODY[status] : undefined;
  const codes = [...String(description).matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
  const others = codes.filter((code) => !UNAUTHENTICATED.includes(code));
  const names = others.map((code) => NAMES[code] ?? pascalCase(code));
  return [...(others.length < codes.length ? ['Unauthenticated'] : []), ...names].join('Or');
}

function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|[^a-zA-Z0-9]+)([a-zA-Z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}
