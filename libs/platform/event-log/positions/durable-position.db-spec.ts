import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { NodeHeartbeat } from '../node/node-heartbeat';
import { defineEvent, NoFacts } from '../definitions/define-event';
import { eventNodeOn } from '../event-log.test-support';
import { DurablePosition } from './durable-position';

const Read = defineEvent('test_durable.read', 1, NoFacts, 'Something is read');

describe('The newest position for other readers', () => {
  let databases: TestDatabases;

  beforeAll(async () => {
    databases = await createTestDatabases();
  });
  afterAll(() => databases.drop());

  it('is flushed by a commit once, and its process does not count as one that handles events', async () => {
    const { database } = databases.main;
    const { events, sequencer, positions } = eventNodeOn(database);
    await database.transactions.run(() => events.publish(Read.of({ subject: null })));
    await sequencer.step();
    const heartbeat = new NodeHeartbeat(database);
    const before = await heartbeat.countNodes(10);
    const flush = jest.spyOn(heartbeat, 'flushRead');
    const durable = new DurablePosition(positions, heartbeat);
    expect([await durable.newest(), await durable.newest()]).toEqual([1, 1]);
    expect(flush.mock.calls).toEqual([[1]]);
    expect(await heartbeat.countNodes(10)).toBe(before);
    expect(await database.rows('SELECT position FROM event_node WHERE id = ?', [heartbeat.id])).toEqual([
      { position: 1 },
    ]);
  });
});
