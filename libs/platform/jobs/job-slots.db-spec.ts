import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { newId } from '@platform/ids/ids';
import { FreeSlots } from './free-slots.rule';
import './jobs.tables';
import { until, workerOn, type TestWorker } from './worker.test-support';

describe('A worker with slots', () => {
  let databases: TestDatabases;
  let made: TestWorker | undefined;

  beforeAll(async () => {
    databases = await createTestDatabases();
  });
  afterEach(async () => {
    await made?.loop.stop();
    await databases.main.database.write('DELETE FROM platform_job');
  });
  afterAll(() => databases.drop());

  const worker = (settings = {}) => (made = workerOn(databases.main.database, settings));
  const left = async () => {
    const backlog = await made?.jobs.backlog();
    return (backlog?.ready ?? 0) + (backlog?.running ?? 0);
  };

  it('does not let slow jobs of one kind delay the others, nor run more of them at once than allowed', async () => {
    const { jobs, loop } = worker({ concurrency: 1 });
    let [atOnce, most] = [0, 0];
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    jobs.define({
      name: 'slow',
      atOnce: 2,
      handle: async () => {
        most = Math.max(most, ++atOnce);
        await released;
        atOnce--;
      },
    });
    const done: number[] = [];
    jobs.define<number>({ name: 'quick', handle: async (n) => done.push(n) });
    for (let n = 0; n < 6; n++) await jobs.enqueue('slow', {});
    for (let n = 0; n < 6; n++) await jobs.enqueue('quick', n);
    loop.start();
    await until(() => done.length === 6);
    expect([atOnce, most]).toEqual([2, 2]);
    release();
    await until(async () => (await left()) === 0);
    expect(most).toBe(2);
  });

  it('finds jobs with dedicated slots behind any number of earlier due jobs', async () => {
    const { jobs, claims } = worker();
    const definitions = [{ name: 'plain' }, { name: 'own', atOnce: 1 }];
    for (const definition of definitions) jobs.define({ ...definition, handle: async () => undefined });
    for (let n = 0; n < 60; n++) await jobs.enqueue('plain', {});
    for (let n = 0; n < 3; n++) await jobs.enqueue('own', {});
    const slots = (shared: number) => () =>
      new FreeSlots(new Map(definitions.map((one) => [one.name, one])), [], shared);
    const names = async (shared: number) => (await claims.claim(slots(shared), newId())).map(({ name }) => name).sort();
    expect(await names(2)).toEqual(['own', 'plain', 'plain']);
    expect(await names(0)).toEqual(['own']);
  });
});
