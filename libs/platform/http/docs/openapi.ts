import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { allProblems } from '@platform/errors/catalogue';
import { isAnonymous, type Audience } from '../access/audience';
import { StreamKinds } from '../streams/stream-kinds';
import { ShapeRules } from '../fields/shape-rules';
import { shapesByName } from '../fields/field-registry';
import { scopeOf, takesKeys } from '../access/key-refusal.rule';
import { allScopes } from '../access/scopes';
import { RateLimitSettings } from '../rate-limit/rate-limit-settings';
import type { Json } from './document-json';
import { shapesOfStream, streamSchemas } from './event-streams';
import { completeFiles, fileCodes, fileParameters } from './files';
import { HEADERS, PROBLEM } from './problem-and-headers';
import { shareComponents, UNAUTHENTICATED } from './shared-components';
import { tagsInOrder } from './tags';
import { describedRoutes, type DescribedRoute } from './routes';
import { WebhookDocument } from './webhook-document';

const NO_CONTENT = 204;
const REDIRECT = 302;
const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;
const ALWAYS = ['request.malformed', 'request.rate_limited', 'service.unexpected', 'service.unavailable'];
const WITH_BODY = ['request.too_large', 'request.unsupported_media_type', 'request.invalid'];

/** Creates the OpenAPI document. Swagger reads the shapes, and the decorators of this project add the rest. */
export function createDocument(app: NestFastifyApplication, version: string): OpenAPIObject {
  const base = new DocumentBuilder()
    .setTitle('userkeep')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .setOpenAPIVersion('3.1.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: ACCESS_TOKEN }, 'accessToken')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'uk_…', description: apiKeyText() }, 'apiKey')
    .build();
  const streamKinds = app.get(StreamKinds).all();
  const events = app.get(WebhookDocument);
  const document = SwaggerModule.createDocument(app, base, {
    extraModels: [...events.shapes(), ...shapesOfStream(streamKinds)],
  });
  const routes = describedRoutes(app.get(DiscoveryService), new MetadataScanner(), app.get(RateLimitSettings));
  for (const item of Object.values(document.paths) as Json[]) {
    for (const method of METHODS) if (item[method]) complete(item[method], method.toUpperCase(), routes);
  }
  const used = (Object.values(document.paths) as Json[]).flatMap((item) =>
    METHODS.flatMap((method) => (item[method]?.tags ?? []) as string[]),
  );
  document.tags = tagsInOrder(new Set([...used, events.tag]));
  document.info.contact = { name: 'userkeep' };
  document.servers = [SERVER];
  const { webhooks, schemas, responses } = events.described();
  const shared = shareComponents(document.paths);
  Object.assign((document.components ??= {}), {
    schemas: {
      ...closed(documented(document.components.schemas as Json, app.get(ShapeRules))),
      Problem: PROBLEM,
      ...schemas,
      ...streamSchemas(streamKinds),
    },
    headers: HEADERS,
    ...shared,
    responses: { ...shared.responses, ...responses },
  });
  document.webhooks = webhooks;
  return sortedPaths(document);
}

function complete(entry: Json, method: string, routes: ReadonlyMap<string, DescribedRoute>): void {
  const route = routes.get(entry.operationId);
  if (!route) throw new Error(`The route ${entry.operationId} has no @Operation.`);
  if (!route.audience) throw new Error(`The route ${entry.operationId} declares no audience.`);
  const { operation, audience, limit } = route;
  const scope = scopeOf(audience, method);
  entry.security = securityOf(audience);
  entry.description = [
    operation.description,
    audience.kind === 'permission' && permissionText(audience.permissions),
    audience.kind !== 'everyone' && audience.stepUp && 'Requires a recent sign-in or step-up.',
    appsOf(audience) !== undefined && `An app key needs the permission \`${appsOf(audience)}\`.`,
    scope !== undefined && `A user key needs the scope \`${scope}\`.`,
    `Limit: ${limit.requests} requests ${limit.seconds === 60 ? 'per minute' : `in ${limit.seconds} seconds`}.`,
  ]
    .filter(Boolean)
    .join(' ');
  if (audience.kind !== 'everyone' && audience.stepUp) entry['x-step-up'] = true;
  if (audience.kind === 'everyone' && audience.cookie) entry['x-cookie'] = true;
  if (scope !== undefined) entry['x-scope'] = scope;
  if (appsOf(audience) !== undefined) entry['x-apps'] = appsOf(audience);
  entry['x-rate-limit'] = { name: limit.name, requests: limit.requests, seconds: limit.seconds };
  entry.parameters = [...(entry.parameters ?? []), ...headerParameters(route)];
  for (const parameter of entry.parameters as Json[]) if (parameter.in === 'path') limitPathParameter(parameter);
  if (operation.mergePatch && entry.requestBody) {
    const { schema } = entry.requestBody.content['application/json'];
    entry.requestBody.content['application/merge-patch+json'] = { schema };
  }
  const success = entry.responses[operation.status];
  success.headers = headerRefs([
    ...EVERY_ANSWER,
    ...COUNTED,
    ...(operation.etag ? ['ETag'] : []),
    ...(operation.status === REDIRECT ? ['Location'] : []),
  ]);
  // All operations use the same text, so that they share this response. The summary of the operation describes the
  // rest.
  if (operation.status === NO_CONTENT) success.description = 'Success. The response has no body.';
  completeFiles(entry, operation);
  if (operation.otherwise)
    entry.responses[operation.otherwise.status].headers = headerRefs([...EVERY_ANSWER, ...COUNTED]);
  if (operation.etag && !entry.requestBody) {
    const headers = headerRefs([...EVERY_ANSWER, ...COUNTED, 'ETag']);
    entry.responses['304'] = { description: 'Your copy is current.', headers };
  }
  addProblems(entry, route);
  if (entry.parameters.length === 0) delete entry.parameters;
}

function permissionText(permissions: readonly string[]): string {
  const names = permissions.map((name) => `\`${name}\``).join(' and ');
  return `Needs the permission${permissions.length > 1 ? 's' : ''} ${names}.`;
}

/** The permission that an app key needs for a route that is otherwise for users. */
function appsOf(audience: Audience): string | undefined {
  return audience.kind === 'signed-in' ? audience.apps : undefined;
}

function securityOf(audience: Audience): Json[] {
  if (audience.kind === 'everyone') return audience.recognises ? [{}, { accessToken: [] }] : [];
  // OpenAPI 3.1 allows role names after any scheme; here they name the permissions that the caller needs.
  const needs = audience.kind === 'permission' ? [...audience.permissions] : [];
  const own = { accessToken: needs };
  if (!takesKeys(audience)) return [own];
  const apps = appsOf(audience);
  const key = { apiKey: audience.kind === 'signed-in' ? [audience.scope] : needs };
  return apps === undefined ? [own, key] : [own, key, { apiKey: [apps] }];
}

/** The codes with which the access checks can reject a call. */
function accessCodes(audience: Audience): string[] {
  if (isAnonymous(audience)) return [];
  return [
    ...UNAUTHENTICATED,
    ...(audience.kind === 'permission' || appsOf(audience) !== undefined
      ? ['access.not_allowed']
      : ['access.users_only']),
    ...(audience.kind !== 'everyone' && audience.stepUp ? ['access.step_up_required'] : []),
    takesKeys(audience) ? 'access.scope_missing' : 'access.api_key_not_allowed',
  ];
}

function apiKeyText(): string {
  const scopes = [...allScopes()].map(([name, meaning]) => `\`${name}\`: ${meaning}.`).sort();
  return `An API key instead of an access token. An app key can do what its permissions allow. A user key acts as its user within its scopes. A write scope includes the read scope of the same name. ${scopes.join(' ')}`;
}

function addProblems(entry: Json, { operation, audience }: DescribedRoute): void {
  const hasInput = entry.requestBody || (entry.parameters as Json[]).some((parameter) => parameter.in === 'query');
  const codes = [
    ...ALWAYS,
    ...accessCodes(audience),
    ...(entry.requestBody ? WITH_BODY : hasInput ? ['request.invalid'] : []),
    ...((entry.parameters as Json[]).some((parameter) => parameter.name === 'cursor')
      ? ['request.invalid_cursor']
      : []),
    ...((entry.parameters as Json[]).some((parameter) => parameter.in === 'path') ? ['request.not_found'] : []),
    ...(operation.ifMatch ? ['request.stale'] : []),
    ...fileCodes(operation),
    ...(operation.idempotent ? ['idempotency.key_invalid', 'idempotency.key_reused', 'idempotency.still_running'] : []),
    ...(operation.refuses ?? []).map(({ code }) => code),
  ];
  const byStatus = Map.groupBy([...new Set(codes)], (code) => allProblems().get(code)?.status ?? 500);
  for (const [status, of] of byStatus) {
    if (entry.responses[status]) continue;
    entry.responses[status] = {
      description: of.map((code) => `\`${code}\``).join(', '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      headers: headerRefs([
        ...EVERY_ANSWER,
        ...(status < 500 ? COUNTED : []),
        ...(status === 429 || status === 503 ? ['Retry-After'] : []),
      ]),
    };
  }
}

function headerParameters({ operation }: DescribedRoute): Json[] {
  const header = (name: string, description: string, schema: Json) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema,
  });
  const tag = { type: 'string', maxLength: 200, pattern: '^[ -~]*$' };
  return [
    ...fileParameters(operation),
    ...(operation.eventStream
      ? [header('Last-Event-ID', 'The `id` of the last event that you have; the stream continues after it.', tag)]
      : []),
    ...(operation.ifMatch
      ? [header('If-Match', 'The ETag of the copy that you changed. If it is outdated, the response is 412.', tag)]
      : []),
    ...(operation.etag && !operation.ifMatch && operation.status === 200
      ? [header('If-None-Match', 'The ETag of your copy. If it is current, the response is 304.', tag)]
      : []),
    ...(operation.idempotent
      ? [
          header('Idempotency-Key', 'A request with the same key and body returns the first response again.', {
            type: 'string',
            minLength: 8,
            maxLength: 128,
            pattern: '^[!-~]*$',
          }),
        ]
      : []),
  ];
}

/** `IdParam` checks IDs in a path; the router limits all other path parameters. */
function limitPathParameter(parameter: Json): void {
  const isId = parameter.name === 'id' || parameter.name.endsWith('Id');
  const limits = isId ? { format: 'uuid', minLength: 36, maxLength: 36 } : { maxLength: 200, pattern: '^[^/]+$' };
  parameter.schema = { ...limits, ...parameter.schema };
}

function headerRefs(names: readonly string[]): Json {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** Adds limits that are known only at start, such as the minimum length of a password. */
function documented(schemas: Json, rules: ShapeRules): Json {
  const shapes = shapesByName();
  for (const [name, schema] of Object.entries(schemas)) {
    const shape = shapes.get(name);
    if (!shape) continue;
    for (const [field, more] of rules.documentedFields(shape)) Object.assign((schema as Json).properties[field], more);
  }
  return schemas;
}

/** Every shape is closed: the API rejects unknown fields in requests and never returns any. */
function closed(schemas: Json = {}): Json {
  for (const schema of Object.values(schemas)) {
    if (schema.type === 'object') schema.additionalProperties = false;
    for (const property of Object.values((schema.properties ?? {}) as Json)) nullableToUnion(property);
  }
  return schemas;
}

/** OpenAPI 3.1 has no `nullable`. */
function nullableToUnion(property: Json): void {
  if (property.nullable) {
    delete property.nullable;
    if (property.allOf) {
      property.anyOf = [...property.allOf, { type: 'null' }];
      delete property.allOf;
    } else if (property.$ref) {
      property.anyOf = [{ $ref: property.$ref }, { type: 'null' }];
      delete property.$ref;
    } else if (property.type) {
      property.type = [property.type, 'null'];
      if (property.enum) property.enum = [...property.enum, null];
    }
  }
  if (property.items) nullableToUnion(property.items);
}

function sortedPaths(document: OpenAPIObject): OpenAPIObject {
  document.paths = Object.fromEntries(Object.entries(document.paths).sort(([a], [b]) => (a < b ? -1 : 1)));
  return document;
}

const DESCRIPTION = [
  'Everything an app knows about its users.',
  'Errors are RFC 9457 problems with a stable `code`. A response lists all validation errors of a body together; errors that depend on stored data follow once the body is valid.',
  'Texts must not contain control characters or characters that hide or reorder text (`field.bad_text`). Line breaks are allowed only in fields that are described as having several lines.',
].join(' ');
const ACCESS_TOKEN =
  'The access token of a sign-in: a JWT that follows RFC8725, with one algorithm and an explicit type.';
const SERVER = {
  url: '/',
  description: 'The installation that serves this document: production, staging or local.',
  'x-internal': false,
};
/** Headers of every response, and of those that count towards a rate limit. */
const EVERY_ANSWER = ['X-Request-Id', 'Access-Control-Allow-Origin'];
const COUNTED = ['RateLimit', 'RateLimit-Policy'];
