import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { until } from '@platform/jobs/worker.test-support';
import type { WorkerProcess } from '@platform/jobs/worker-process';
import { defineEvent, NoFacts } from '../definitions/define-event';
import { emptyEventLog, eventNodeOn } from '../event-log.test-support';
import { NodeHeartbeat } from '../node/node-heartbeat';
import { DurablePosition } from './durable-position';
import { PositionFollower } from './position-follower';

const Followed = defineEvent('test_follower.followed', 1, NoFacts, 'Something was followed');

describe('A process without a worker', () => {
  let databases: TestDatabases;
  const followers: PositionFollower[] = [];

  beforeAll(async () => {
    databases = await createTestDatabases();
  });
  afterEach(async () => {
    for (const follower of followers.splice(0)) await follower.beforeApplicationShutdown();
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
    const follower = new PositionFollower(positions, durable, published, signal, worker);
    followers.push(follower);
    const publish = async () => {
      await database.transactions.run(() => sequencing.events.publish(Followed.of({ subject: null })));
      await sequencing.sequencer.step();
    };
    return { follower, published, publish, newest, database };
  }

  it('publishes the positions of another process while a part of it follows them', async () => {
    const { follower, published, publish, newest } = nodes();
    await publish();
    expect(published.value).toBe(0);
    follower.follow();
    follower.follow();
    expect(await follower.newest()).toBe(1);
    await publish();
    await until(async () => published.value === 2);
    follower.unfollow();
    await publish();
    expect(await follower.newest()).toBe(3);
    follower.unfollow();
    await follower.beforeApplicationShutdown();
    const reads = newest.mock.calls.length;
    await publish();
    expect([published.value, newest.mock.calls.length]).toEqual([3, reads]);
  });

  it('reports positions that the database has lost', async () => {
    const { follower, published, publish, database } = nodes();
    const losses: number[] = [];
    published.onLoss(() => losses.push(published.value));
    follower.follow();
    for (let count = 0; count < 3; count++) await publish();
    await follower.newest();
    await database.write('DELETE FROM event_run WHERE position > 1');
    await database.write('UPDATE event_sequence SET position = 1');
    await until(async () => losses.length > 0);
    expect(losses).toEqual([1]);
  });
});
