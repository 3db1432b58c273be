import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { IntegerField } from '@platform/http/fields/fields';
import { newId, type UserId } from '@platform/ids/ids';
import { until } from '@platform/jobs/worker.test-support';
import type { Database } from '@platform/persistence/database';
import { defineEvent, NoFacts } from './definitions/define-event';
import { emptyEventLog, eventNodeOn } from './event-log.test-support';

class MovedFacts {
  @IntegerField({ min: 0, max: 1_000_000, description: 'A number.' })
  n: number;
}

const Moved = defineEvent('test_events.moved', 1, MovedFacts, 'A user moved');
const Left = defineEvent('test_events.left', 1, NoFacts, 'A user left');

describe('Events', () => {
  let databases: TestDatabases;
  let database: Database;

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
  });
  afterEach(() => emptyEventLog(database));
  afterAll(() => databases.drop());

  const stored = () => database.rows<{ type: string }>('SELECT type FROM event_log ORDER BY seq');

  it('reject a call outside a transaction', async () => {
    const { events } = eventNodeOn(database);
    await expect(events.publish(Left.of({ subject: null }))).rejects.toThrow('outside a transaction');
    expect(await stored()).toEqual([]);
  });

  it('reject facts that do not match their schema', async () => {
    const { events } = eventNodeOn(database);
    const wrong = Moved.of({ subject: null, facts: { n: 'two' as never } });
    await expect(database.transactions.run(() => events.publish(wrong))).rejects.toThrow('do not match their schema');
  });

  it('leave nothing of a change that was rolled back', async () => {
    const { events } = eventNodeOn(database);
    const change = database.transactions.run(async () => {
      await events.publish(Left.of({ subject: newId<UserId>() }));
      throw new Error('no');
    });
    await expect(change).rejects.toThrow('no');
    expect(await stored()).toEqual([]);
  });

  it('reach listeners in the transaction that asked for their type, and undo the change when one fails', async () => {
    const { events } = eventNodeOn(database);
    const heard: string[] = [];
    events.inTransaction({
      name: 'test.moved',
      on: [Moved],
      handle: async ({ facts }) => heard.push(`moved ${facts.n}`),
    });
    events.inTransaction({
      name: 'test.left',
      on: (type) => type === Left.type,
      handle: async () => {
        throw new Error('the listener failed');
      },
    });
    await database.transactions.run(() => events.publish(Moved.of({ subject: null, facts: { n: 1 } })));
    expect(heard).toEqual(['moved 1']);
    const change = database.transactions.run(async () => {
      await events.publish(Moved.of({ subject: null, facts: { n: 2 } }));
      await events.publish(Left.of({ subject: null }));
    });
    await expect(change).rejects.toThrow('the listener failed');
    expect(await stored()).toEqual([{ type: Moved.type }]);
  });

  it('are stored after the writes of their transaction, so that their numbers follow its row locks', async () => {
    const { events } = eventNodeOn(database);
    await database.write('CREATE TABLE test_row (id int PRIMARY KEY, n int NOT NULL)');
    await database.write('INSERT INTO test_row VALUES (1, 0)');
    const change = (n: number, meanwhile?: () => Promise<unknown>) =>
      database.transactions.run(async () => {
        await events.publish(Moved.of({ subject: null, facts: { n } }));
        // A read opens the connection, so the event is not part of a group commit.
        await database.rows('SELECT 1');
        await meanwhile?.();
        await database.write('UPDATE test_row SET n = ?', [n]);
      });
    // The first one publishes first and locks the row last.
    await change(2, () => database.transactions.apart(() => change(1)));
    const facts = await database.rows<{ facts: Buffer }>('SELECT facts FROM event_log ORDER BY seq');
    expect(facts.map((row) => row.facts.toString())).toEqual(['{"n":1}', '{"n":2}']);
  });

  it('are stored after the inserts of all transactions in a group commit', async () => {
    const { events } = eventNodeOn(database);
    await database.write('CREATE TABLE test_name (id int PRIMARY KEY)');
    await database.write('INSERT INTO test_name VALUES (1)');
    const publish = (n: number) => events.publish(Moved.of({ subject: null, facts: { n } }));
    const isDeleted = Promise.withResolvers<void>();
    const mayCommit = Promise.withResolvers<void>();
    const deletion = database.transactions.run(async () => {
      await database.write('DELETE FROM test_name WHERE id = 1');
      isDeleted.resolve();
      await mayCommit.promise;
      await publish(1);
    });
    await isDeleted.promise;
    // Both are committed in one group. The second one waits for the deletion.
    const group = [
      database.transactions.run(() => publish(2)),
      database.transactions.run(async () => {
        await database.defer({ table: 'test_name', sql: 'INSERT INTO test_name (id) VALUES', row: '(?)', values: [1] });
        await publish(3);
      }),
    ];
    const waits = "SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'";
    await until(async () => Number((await database.row<{ Value: string }>(waits))?.Value) > 0);
    mayCommit.resolve();
    await Promise.all([deletion, ...group]);
    const facts = await database.rows<{ facts: Buffer }>('SELECT facts FROM event_log ORDER BY seq');
    const numbers = facts.map((row) => (JSON.parse(row.facts.toString()) as MovedFacts).n);
    expect(numbers.indexOf(1)).toBeLessThan(numbers.indexOf(3));
  });

  it('are found by each of their subjects', async () => {
    const { events, log } = eventNodeOn(database);
    const [one, other] = [newId<UserId>(), newId<UserId>()];
    await database.transactions.run(async () => {
      await events.publish(Left.of({ subject: one }));
      await events.publish(Left.of({ subject: one, otherSubjects: [other] }));
      await events.publish(Left.of({ subject: other }));
    });
    const idsOf = async (subjectId: UserId, order: 'newest' | 'oldest') =>
      (await log.find({ subjectId, order }, undefined, 10)).map(({ id }) => id);
    const [first, both, last] = (await log.find({ order: 'oldest' }, undefined, 10)).map(({ id }) => id);
    expect(await idsOf(one, 'oldest')).toEqual([first, both]);
    expect(await idsOf(other, 'newest')).toEqual([last, both]);
    expect((await log.find({ subjectId: other }, last, 1)).map(({ id }) => id)).toEqual([both]);
    expect((await log.find({ subjectId: other, type: 'test_events.none' }, undefined, 10)).length).toBe(0);
  });

  it('are read by their numbers, without those between them', async () => {
    const { events, log } = eventNodeOn(database);
    for (let n = 0; n < 6; n++) await database.transactions.run(() => events.publish(Left.of({ subject: null })));
    const numbers = (await log.find({ order: 'oldest' }, undefined, 10)).map(({ seq }) => seq);
    const wanted = [numbers[0], numbers[1], numbers[3], numbers[4]] as number[];
    expect((await log.withNumbers(wanted)).map(({ seq }) => seq).sort()).toEqual(wanted);
  });

  it('of listeners come after the event that caused them', async () => {
    const { events, log } = eventNodeOn(database);
    events.inTransaction({
      name: 'test.follow',
      on: [Moved],
      handle: ({ subject }) => events.publish(Left.of({ subject })),
    });
    await database.transactions.run(() => events.publish(Moved.of({ subject: null, facts: { n: 1 } })));
    const stored = await log.find({ order: 'oldest' }, undefined, 10);
    expect(stored.map(({ type }) => type)).toEqual([Moved.type, Left.type]);
    expect((stored[0]?.seq ?? 0) < (stored[1]?.seq ?? 0)).toBe(true);
  });
});
