import { ActivityTypeCache } from './activity-type-cache';

const TYPE = 'app.order_placed';
const stored = (type: string, version: number) => ({
  type,
  version,
  schema: { type: 'object', properties: { n: { const: version } } },
  description: '',
  changedAt: new Date(),
});

function cacheOver(find: (types: readonly string[]) => Promise<ReturnType<typeof stored>[]>) {
  let changed: (key: string) => void = () => undefined;
  const cluster = {
    current: true,
    on: (_topic: string, handler: (key: string) => void) => (changed = handler),
    isCurrent: () => cluster.current,
  };
  const repository = {
    find: jest.fn((types: readonly string[]) => (types.length === 0 ? Promise.resolve([]) : find(types))),
  };
  const unit = { isOpen: false };
  const transactions = { remember: (keep: () => void) => void (unit.isOpen || keep()) };
  const cache = new ActivityTypeCache(repository as never, cluster as never, transactions as never);
  cache.onModuleInit();
  const reads = () => repository.find.mock.calls.filter(([types]) => types.length > 0).length;
  const allows = async (n: number, type = TYPE) =>
    (await cache.checksOf(new Set([type]))).get(type)?.({ n }).length === 0;
  return { cache, cluster, reads, unit, allows, change: (type: string) => changed(type) };
}

describe('ActivityTypeCache', () => {
  it('reads several types at once, and each only once until a notification for it arrives', async () => {
    let version = 1;
    const { cache, reads, allows, change } = cacheOver(async (types) =>
      types.filter((type) => type !== 'app.free').map((type) => stored(type, version)),
    );
    const checks = await cache.checksOf(new Set([TYPE, 'app.other', 'app.free']));
    expect([[...checks.keys()], reads()]).toEqual([[TYPE, 'app.other'], 1]);
    await cache.checksOf(new Set([TYPE, 'app.other', 'app.free']));
    expect(reads()).toBe(1);
    version = 2;
    change(TYPE);
    expect([await allows(2), await allows(1, 'app.other'), reads()]).toEqual([true, true, 2]);
  });

  it('reads the database while this node may have missed notifications, and compiles only new versions', async () => {
    const { cache, cluster, reads } = cacheOver(async () => [stored(TYPE, 1)]);
    const first = (await cache.checksOf(new Set([TYPE]))).get(TYPE);
    cluster.current = false;
    expect((await cache.checksOf(new Set([TYPE]))).get(TYPE)).toBe(first);
    expect(reads()).toBe(2);
  });

  it('reads again what it has read in a transaction', async () => {
    const { reads, unit, allows } = cacheOver(async () => [stored(TYPE, 1)]);
    unit.isOpen = true;
    expect(await allows(1)).toBe(true);
    unit.isOpen = false;
    await allows(1);
    await allows(1);
    expect(reads()).toBe(2);
  });

  it('does not trust a row that was read while a notification arrived', async () => {
    let version = 1;
    let answer: () => void = () => undefined;
    const { allows, change } = cacheOver(async () => {
      const read = [stored(TYPE, version)];
      if (version === 1) await new Promise<void>((resolve) => (answer = resolve));
      return read;
    });
    const early = allows(1);
    version = 2;
    change(TYPE);
    answer();
    await early;
    expect(await allows(2)).toBe(true);
  });

  it('holds a limited number of types, because callers choose their names', async () => {
    const { cache } = cacheOver(async () => []);
    for (let n = 0; n < 1500; n++) await cache.checksOf(new Set([`app.t${n}`]));
    expect(cache['cached'].size).toBe(1000);
  });
});
