import type { Answer, TestUser } from './test-api';
import { until, type TwoNodes } from './two-nodes';

export const BOARD = {
  type: 'object',
  properties: {
    layout: { enum: ['list', 'board'], default: 'list' },
    size: { type: 'integer', minimum: 1 },
    columns: { type: 'object', properties: { wide: { type: 'boolean', default: true } } },
  },
  additionalProperties: false,
};

let counter = 0;

export function newNamespace(): string {
  return `board-${++counter}`;
}

export function schemaPath(namespace: string): string {
  return `/v1/admin/preference-schemas/${namespace}`;
}

export function valuesPath(namespace: string): string {
  return `/v1/me/preferences/${namespace}`;
}

/** Schemas of preferences, defined by the administrator of the nodes. */
export function preferenceSchemasOn({ api, admin, read }: TwoNodes) {
  const define = (namespace: string, schema: object, more: object = {}, headers = {}): Promise<Answer> =>
    api.call('PUT', schemaPath(namespace), { token: admin.token, body: { schema, ...more }, headers });
  return {
    define,
    /** Defines a schema in a new namespace. */
    async defined(schema: object = BOARD): Promise<string> {
      const namespace = newNamespace();
      expect((await define(namespace, schema)).status).toBe(200);
      return namespace;
    },
    valuesOf: async (user: TestUser, namespace: string, node = api) =>
      (await read(user, valuesPath(namespace), node)).body.values as Record<string, unknown>,
    untilMigrated: (namespace: string) =>
      until(async () => (await read(admin, `${schemaPath(namespace)}/migration`)).body.pending === 0),
    misfitsOf: async (namespace: string) =>
      (await read(admin, `${schemaPath(namespace)}/misfits`)).body.items as Record<string, unknown>[],
  };
}
