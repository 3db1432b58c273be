import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { until } from '@platform/jobs/worker.test-support';
import type { WorkerProcess } from '@platform/jobs/worker-process';
import { defineEvent, NoFacts } from '../definitions/define-event';
import { emptyEventLog, eventNodeOn } from '../event-log.test-support';
import { NodeHeartbeat } from '../node/node-heartbeat';
import { DurablePosition } from './durable-position';
import { PositionWatch } from './position-watch';

const Followed = defineEvent('test_watch.followed', 1, NoFacts, 'Something was followed');

describe('A process without a worker', () => {
  let databases: TestDatabases;
  const watches: PositionWatch[] = [];

  beforeAll(async () => {
    databases = await createTestDatabases();
  });
  afterEach(async () => {
    for (const watch of watches.splice(0)) await watch.beforeApplicationShutdown();
    await emptyEventLog(databases.main.database);
  });
  afterAll(() => databases.drop());

  function nodes() {
    const { database } = databases.main;
    const [sequencing, reading] = [eventNodeOn(database), eventNodeOn(database)];
    const durable = new DurablePosition(reading.positions, new NodeHeartbeat(database));
    const newest = jest.spyOn(durable, 'newest');
    const worker = { isWorker: false } as WorkerProcess;
    const { positions, published, signal } = reading;
    const watch = new PositionWatch(positions, durable, published, signal, worker);
    watches.push(watch);
    const publish = async () => {
      await database.transactions.run(() => sequencing.events.publish(Followed.of({ subject: null })));
      await sequencing.sequencer.step();
    };
    return { watch, published, publish, newest, database };
  }

  it('publishes the positions of another process while one of its components follows them', async () => {
    const { watch, published, publish, newest } = nodes();
    await publish();
    expect(published.value).toBe(0);
    watch.start();
    watch.start();
    expect(await watch.newest()).toBe(1);
    await publish();
    await until(async () => published.value === 2);
    watch.stop();
    await publish();
    expect(await watch.newest()).toBe(3);
    watch.stop();
    await watch.beforeApplicationShutdown();
    const reads = newest.mock.calls.length;
    await publish();
    expect([published.value, newest.mock.calls.length]).toEqual([3, reads]);
  });

  it('reports positions that the database has lost', async () => {
    const { watch, published, publish, database } = nodes();
    const losses: number[] = [];
    published.onLoss(() => losses.push(published.value));
    watch.start();
    for (let count = 0; count < 3; count++) await publish();
    await watch.newest();
    await database.write('DELETE FROM event_run WHERE position > 1');
    await database.write('UPDATE event_sequence SET position = 1');
    await until(async () => losses.length > 0);
    expect(losses).toEqual([1]);
  });
});
