import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = Record<string, any>; // the document is walked, not typed

const document = JSON.parse(readFileSync(join(__dirname, '../../openapi.json'), 'utf8')) as Json;
const operations = Object.values(document.paths as Json).flatMap((item) => Object.values(item as Json)) as Json[];

describe('The OpenAPI document', () => {
  it('gives a type to every body that is sent and to every body that is answered', () => {
    const untyped = operations.flatMap(({ operationId, requestBody, responses }) => {
      const bodies = [
        ['the request', requestBody?.content],
        ...Object.entries(responses as Json)
          // Without a body: nothing to return, a redirect, a current copy, a job that was only accepted.
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

  it('says how long a password has to be, and that no secret is empty', () => {
    const { schemas } = document.components as Json;
    const lengths = (shape: string, field: string) => {
      const { minLength, maxLength } = schemas[shape].properties[field] as Json;
      return [minLength, maxLength];
    };
    for (const shape of ['RegisterDto', 'AccountDto', 'FirstAdministratorDto'])
      expect(lengths(shape, 'password')).toEqual([15, 256]);
    for (const shape of ['ChangePasswordDto', 'NewPasswordDto'])
      expect(lengths(shape, 'newPassword')).toEqual([15, 256]);
    const secrets = Object.values(schemas as Json).flatMap(({ properties }) =>
      Object.values((properties ?? {}) as Json).filter(({ format }) => format === 'password'),
    );
    expect(secrets.length).toBeGreaterThan(10);
    expect(secrets.filter(({ minLength }) => !(minLength > 0))).toEqual([]);
  });

  it('says once, and not for each text, that texts hold no control characters', () => {
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
