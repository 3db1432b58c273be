import type { CachedValues } from '@platform/cluster-notifications/cached-values';
import { AttributeSchemaCache } from './attribute-schema-cache';

const stored = (version: number) => ({
  version,
  schema: { type: 'object', properties: {}, additionalProperties: false },
  access: {},
  createdAt: null,
});

describe('AttributeSchemaCache', () => {
  it('compiles a version of the schema once', async () => {
    let version = 1;
    const repository = { newest: async () => stored(version) };
    // Every read gets the value of the one before, as if a notification arrived each time.
    const cached: Pick<CachedValues, 'define'> = {
      define: (_topic, read) => {
        let outdated: Awaited<ReturnType<typeof read>> | undefined;
        return { current: async () => (outdated = await read(outdated)) };
      },
    };
    const cache = new AttributeSchemaCache(repository as never, cached as never);
    const first = await cache.current();
    expect(await cache.current()).toBe(first);
    version = 2;
    expect((await cache.current()).version).toBe(2);
  });
});
