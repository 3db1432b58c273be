import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolved } from '@test/support/openapi-references';

type Json = Record<string, any>; // the code walks the document and needs no types

/** Of the whole document; ADR 14 compares it with the goal. */
const MOST_BYTES_PER_OPERATION_IN_ALL = 4450;
/** Without the shares of webhooks and stream events below, so that the number of events does not matter. */
const MOST_BYTES_PER_OPERATION = 3650;
/** Counted apart from the operations, because a webhook is much shorter and would hide that operations grow. */
const MOST_BYTES_PER_WEBHOOK = 1650;
const MOST_BYTES_PER_STREAM_EVENT = 1200;

const text = readFileSync(join(__dirname, '../../openapi.json'));
const document = JSON.parse(text.toString()) as Json;
const operations = Object.values(document.paths as Json).flatMap((item) => Object.values(item as Json)) as Json[];
/** The responses of an operation, with references to shared ones resolved. */
const responsesOf = ({ responses }: Json): [string, Json][] =>
  Object.entries(responses as Json).map(([status, response]) => [status, resolved(document, response) as Json]);

describe('The OpenAPI document', () => {
  it('declares a type for every request body and every response body', () => {
    const untyped = operations.flatMap((operation) => {
      const { operationId, requestBody } = operation;
      const bodies = [
        ['the request', requestBody?.content],
        ...responsesOf(operation)
          // These statuses may have no body: accepted, no content, redirect, not modified.
          .filter(([status, { content }]) => content !== undefined || !['202', '204', '302', '304'].includes(status))
          .map(([status, { content }]) => [status, content ?? { none: {} }]),
      ] as [string, Json | undefined][];
      return bodies.flatMap(([name, content]) =>
        Object.entries(content ?? {})
          .filter(([, { schema }]) => !schema || Object.keys(schema as Json).length === 0)
          .map(([type]) => `${operationId}: ${name} as ${type}`),
      );
    });
    expect(untyped).toEqual([]);
  });

  it('describes the response to a registration whose address must be verified', () => {
    for (const id of ['register', 'upgradeAnonymous']) {
      const { responses } = operations.find(({ operationId }) => operationId === id) as Json;
      expect(responses['202'].content['application/json'].schema.$ref).toMatch(/VerificationRequiredDto$/);
    }
  });

  it('declares the length of passwords, and a minimum length for every secret', () => {
    const { schemas } = document.components as Json;
    const lengths = (shape: string, field: string) => {
      const { minLength, maxLength } = schemas[shape].properties[field] as Json;
      return [minLength, maxLength];
    };
    for (const shape of ['RegisterDto', 'AccountDto', 'FirstAdministratorDto'])
      expect(lengths(shape, 'password')).toEqual([15, 256]);
    for (const shape of ['ChangePasswordDto', 'ConfirmPasswordResetDto'])
      expect(lengths(shape, 'newPassword')).toEqual([15, 256]);
    const secrets = Object.values(schemas as Json).flatMap(({ properties }) =>
      Object.values((properties ?? {}) as Json).filter(({ format }) => format === 'password'),
    );
    expect(secrets.length).toBeGreaterThan(10);
    expect(secrets.filter(({ minLength }) => !(minLength > 0))).toEqual([]);
  });

  it('stays small because operations, webhooks and stream events share what they repeat', () => {
    const webhooks = Object.keys(document.webhooks as Json).length * MOST_BYTES_PER_WEBHOOK;
    const streamEvents = document.components.schemas.StreamEvent.oneOf.length * MOST_BYTES_PER_STREAM_EVENT;
    expect((text.length - webhooks - streamEvents) / operations.length).toBeLessThanOrEqual(MOST_BYTES_PER_OPERATION);
    expect(text.length / operations.length).toBeLessThanOrEqual(MOST_BYTES_PER_OPERATION_IN_ALL);
  });

  it('states error codes, request limit and security of every operation', () => {
    const lacking = operations.filter((operation) => {
      const problems = responsesOf(operation).filter(([, { content }]) => content?.['application/problem+json']);
      const statesCodes = problems.every(([, { description }]) => /^`[a-z_]+\.[a-z_]+`/.test(description as string));
      const hasUnexpected = problems.some(([status]) => status === '500');
      const hasRest = operation['x-rate-limit']?.requests > 0 && Array.isArray(operation.security);
      return !(statesCodes && hasUnexpected && hasRest);
    });
    expect(lacking.map(({ operationId }) => operationId as string)).toEqual([]);
  });

  it('requires an access token for every operation that public-operations.txt does not list', () => {
    const isPublic = ({ security }: Json) =>
      (security as Json[]).length === 0 || (security as Json[]).some((scheme) => Object.keys(scheme).length === 0);
    const found = Object.entries(document.paths as Json).flatMap(([path, item]) =>
      Object.entries(item as Json)
        .filter(([, operation]) => isPublic(operation as Json))
        .map(([method]) => `${method.toUpperCase()} ${path}`),
    );
    const lines = readFileSync(join(__dirname, 'public-operations.txt'), 'utf8').split('\n');
    const listed = lines.filter((line) => line !== '' && !line.startsWith('#'));
    // A new public operation is added to the list by hand, with the reason, so that a reviewer sees it.
    expect(found.sort()).toEqual(listed.sort());
  });

  it('states once, and not for each field, that texts contain no control characters', () => {
    expect(document.info.description).toContain('control characters');
    const patterns: string[] = [];
    JSON.stringify(document, (key, value: unknown) => {
      if (key === 'pattern') patterns.push(String(value));
      return value;
    });
    expect(patterns.length).toBeGreaterThan(0);
    expect(patterns.filter((pattern) => pattern.includes('u0000') || pattern.includes('u202'))).toEqual([]);
  });
});
