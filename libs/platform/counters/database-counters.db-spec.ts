import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { until } from '@platform/jobs/worker.test-support';
import type { Database } from '@platform/persistence/database';
import { CounterRepository } from './counter.repository';
import { DatabaseCounters } from './database-counters';
import type { CounterState } from './shared-counters';

const LIMIT = 20;
/** The number of requests that the second node may accept before it knows of the first: less than a quarter of the limit. */
const OVERSHOOT = 4;

const limitOf = (requests: number) => ({ scope: '60:test', seconds: 60, requests });

describe('DatabaseCounters', () => {
  let databases: TestDatabases;
  let database: Database;
  let nodes: DatabaseCounters[] = [];
  // The time is always in the middle of a window.
  const now = () => 1_800_000_030_000;

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
  });
  afterEach(async () => {
    await Promise.all(nodes.map((node) => node.beforeApplicationShutdown()));
    nodes = [];
    jest.restoreAllMocks();
    await database.write('DELETE FROM platform_counter');
  });
  afterAll(() => databases.drop());

  const start = (repository = new CounterRepository(database)) => {
    const node = new DatabaseCounters(repository, now);
    node.onModuleInit();
    nodes.push(node);
    return node;
  };
  const admitted = async (hits: Promise<CounterState>[]) =>
    (await Promise.all(hits)).filter(({ count }) => count <= LIMIT).length;
  const hitTimes = (times: number, node: DatabaseCounters, key = 'k', limit = LIMIT) =>
    Array.from({ length: times }, async () => node.hit(limitOf(limit), key));

  it('accept on one node exactly the limit', async () => {
    const node = start();
    expect(await admitted(hitTimes(200, node))).toBe(LIMIT);
    expect((await node.hit(limitOf(LIMIT), 'k')).count).toBeGreaterThan(LIMIT);
  });

  it.each(Array.from({ length: 10 }, (_, n) => n))(
    'accept on two nodes together the limit and at most the documented overshoot (%i)',
    async (n) => {
      const [one, two] = [start(), start()];
      const hits = Array.from({ length: 100 }, () => [...hitTimes(1, one, `p${n}`), ...hitTimes(1, two, `p${n}`)]);
      const total = await admitted(hits.flat());
      expect(total).toBeGreaterThanOrEqual(LIMIT);
      expect(total).toBeLessThanOrEqual(LIMIT + OVERSHOOT);
    },
  );

  it('are exact across nodes for small limits, such as those of sign-in', async () => {
    const [one, two] = [start(), start()];
    const counts = await Promise.all([...hitTimes(30, one, 'login', 4), ...hitTimes(30, two, 'login', 4)]);
    expect(counts.map(({ count }) => count).sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
  });

  it('do not query the database while a count is far from its limit', async () => {
    const repository = new CounterRepository(database);
    const add = jest.spyOn(repository, 'add');
    const node = start(repository);
    const counts = await Promise.all(hitTimes(50, node, 'k', 1000));
    expect(counts[49]).toEqual({ count: 50, resetSeconds: 30 });
    expect(add).not.toHaveBeenCalled();
    await until(() => add.mock.calls.length > 0);
    expect(add.mock.calls[0]?.[0]).toHaveLength(1);
  });

  it('include the counts of other nodes', async () => {
    const [one, two] = [start(), start()];
    await Promise.all(hitTimes(LIMIT, one));
    await two.hit(limitOf(LIMIT), 'k');
    await until(async () => (await two.hit(limitOf(LIMIT), 'k')).count > LIMIT);
  });

  it('use the local count while the database is unavailable, and continue when it is back', async () => {
    const repository = new CounterRepository(database);
    const add = jest.spyOn(repository, 'add').mockRejectedValue(new Error('ECONNREFUSED'));
    const node = start(repository);
    expect(await admitted(hitTimes(100, node))).toBe(LIMIT);
    add.mockRestore();
    await until(async () => {
      const row = await database.row<{ hits: number }>('SELECT hits FROM platform_counter');
      return Number(row?.hits) === 100;
    });
  });

  it('do not make a request wait for a database that hangs', async () => {
    const repository = new CounterRepository(database);
    let release: (totals: number[]) => void = () => undefined;
    jest.spyOn(repository, 'add').mockReturnValueOnce(new Promise((resolve) => (release = resolve)));
    const node = start(repository);
    // The answer arrives while the database still hangs, because it is released only afterwards.
    expect(await admitted(hitTimes(100, node))).toBe(LIMIT);
    release([100]);
  });
});
