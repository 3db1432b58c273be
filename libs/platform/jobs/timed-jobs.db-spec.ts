import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import type { Database } from '@platform/persistence/database';
import './jobs.tables';
import { until, workerOn, type TestWorker } from './worker.test-support';

describe('Timed jobs', () => {
  let databases: TestDatabases;
  let database: Database;

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
  });
  afterEach(async () => {
    await database.write('DELETE FROM platform_timed_job');
    await database.write('DELETE FROM platform_lease WHERE name LIKE ?', ['timed:%']);
  });
  afterAll(() => databases.drop());

  const nodes = (count: number, run: () => Promise<unknown>, seconds = 3600): TestWorker[] =>
    Array.from({ length: count }, () => {
      const worker = workerOn(database);
      worker.jobs.every({ name: 'sweep', seconds, run });
      return worker;
    });
  const runDue = async ({ timed }: TestWorker) => {
    for (const definition of await timed.due()) await timed.run(definition);
  };

  it('run once across three nodes, even if all find them due at the same moment', async () => {
    let runs = 0;
    const three = nodes(3, async () => runs++);
    const due = await Promise.all(three.map(({ timed }) => timed.due()));
    expect(due.map((definitions) => definitions.length)).toEqual([1, 1, 1]);
    // Also one after the other: by then the lease of the first is free again.
    for (const [index, { timed }] of three.entries()) await timed.run(due[index]?.[0] as never);
    await Promise.all(three.map(({ timed }, index) => timed.run(due[index]?.[0] as never)));
    expect(runs).toBe(1);
  });

  it('do not run concurrently', async () => {
    let runs = 0;
    let finish: () => void = () => undefined;
    const two = nodes(2, () => {
      runs++;
      return new Promise<void>((resolve) => (finish = resolve));
    });
    const [first, second] = two as [TestWorker, TestWorker];
    const running = runDue(first);
    await until(() => runs === 1);
    await runDue(second);
    finish();
    await running;
    expect(runs).toBe(1);
  });

  it('are not run earlier by a restart', async () => {
    let runs = 0;
    await runDue(nodes(1, async () => runs++)[0] as TestWorker);
    await runDue(nodes(1, async () => runs++)[0] as TestWorker);
    expect(runs).toBe(1);
  });

  it('run again when they are due', async () => {
    let runs = 0;
    const [node] = nodes(1, async () => runs++) as [TestWorker];
    await runDue(node);
    await database.write('UPDATE platform_timed_job SET next_run_at = UTC_TIMESTAMP(3)');
    await runDue(node);
    expect(runs).toBe(2);
  });

  it('are retried within a minute after a failure, which is recorded', async () => {
    const [node] = nodes(1, async () => Promise.reject(new Error('disk full')), 86_400) as [TestWorker];
    await runDue(node);
    const row = await database.row<{ last_error: string; wait: number }>(
      'SELECT last_error, TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(3), next_run_at) AS wait FROM platform_timed_job',
    );
    expect(row?.last_error).toBe('Error: disk full');
    expect(Number(row?.wait)).toBeLessThanOrEqual(60);
  });
});
