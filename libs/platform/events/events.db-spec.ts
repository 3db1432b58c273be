import { Chance } from '@test/support/chance';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { until, workerOn } from '@platform/jobs/worker.test-support';
import type { Database } from '@platform/persistence/database';
import { newId, type UserId } from '@platform/ids/ids';
import { defineEvent } from './define-event';
import type { PublishedEvent } from './domain-event';
import { Events } from './events';
import { FanOut } from './fan-out';
import { OutboxRepository } from './outbox.repository';

const Moved = defineEvent<{ n: number }>('test_events.moved', 'A user moved.', {
  changes: { city: { permission: null } },
});
const Left = defineEvent('test_events.left', 'A user left.');

function nodeOn(database: Database) {
  const worker = workerOn(database);
  const outbox = new OutboxRepository(database);
  const events = new Events(outbox, worker.jobs, database.transactions);
  const fanOut = new FanOut(outbox, events, worker.jobs, worker.repository, database.transactions);
  fanOut.onModuleInit();
  return { ...worker, outbox, events, fanOut };
}

describe('Events', () => {
  let databases: TestDatabases;
  let database: Database;
  let nodes: ReturnType<typeof nodeOn>[] = [];

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
  });
  afterEach(async () => {
    await Promise.all(nodes.map(({ loop }) => loop.stop()));
    nodes = [];
    await database.write('DELETE FROM platform_outbox');
    await database.write('DELETE FROM platform_job');
  });
  afterAll(() => databases.drop());

  const node = () => {
    const made = nodeOn(database);
    nodes.push(made);
    return made;
  };
  const publish = ({ events }: ReturnType<typeof nodeOn>, n: number, subject: UserId | null = null) =>
    database.transactions.run(() => events.publish(Moved.of({ subject, facts: { n } })));
  const waiting = async () => (await (nodes[0] as ReturnType<typeof nodeOn>).events.backlog()).waiting;

  it('reject a call outside a transaction', async () => {
    const { events } = node();
    await expect(events.publish(Left.of({ subject: null }))).rejects.toThrow('outside a transaction');
    expect(await waiting()).toBe(0);
  });

  it('leave nothing of a change that was rolled back', async () => {
    const { events } = node();
    const change = database.transactions.run(async () => {
      await events.publish(Left.of({ subject: newId<UserId>() }));
      throw new Error('no');
    });
    await expect(change).rejects.toThrow('no');
    expect(await waiting()).toBe(0);
  });

  it('undo the change when a listener in the transaction fails', async () => {
    const { events, jobs } = node();
    jobs.define({ name: 'noop', handle: async () => undefined });
    events.inTransaction(async () => {
      throw new Error('the audit log is full');
    });
    const change = database.transactions.run(async () => {
      await jobs.enqueue('noop', {});
      await events.publish(Left.of({ subject: null }));
    });
    await expect(change).rejects.toThrow('full');
    expect([await waiting(), (await jobs.backlog()).ready]).toEqual([0, 0]);
  });

  it('show changed values only to listeners in the transaction', async () => {
    const { events, loop } = node();
    const changes = { city: { before: 'London', after: 'Paris' } };
    const seen: unknown[] = [];
    let later: PublishedEvent | undefined;
    events.inTransaction(async (event) => void seen.push(event.changes));
    events.afterCommit({ name: 'later', on: [Moved], handle: async (event) => (later = event) });
    const event = Moved.of({ subject: newId<UserId>(), facts: { n: 1 }, changes });
    await database.transactions.run(() => events.publish(event));
    const stored = JSON.stringify(await database.rows('SELECT * FROM platform_outbox'));
    loop.start();
    await until(() => later !== undefined);
    expect(seen).toEqual([changes]);
    expect(stored).not.toContain('London');
    expect(later).toEqual({ id: event.id, type: event.type, at: event.at, subject: event.subject, facts: { n: 1 } });
  });

  it('run the listeners in the transaction in their order', async () => {
    const { events } = node();
    const seen: number[] = [];
    for (const n of [1, 2, 3]) events.inTransaction(async () => void seen.push(n));
    await publish(nodes[0] as never, 0);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('become no job for a listener that filters them out', async () => {
    const { events, fanOut, jobs } = node();
    const handle = async () => undefined;
    events.afterCommit({
      name: 'tests.odd',
      on: [Moved],
      wants: ({ facts }) => (facts as { n: number }).n % 2 === 1,
      handle,
    });
    for (let n = 0; n < 6; n++) await publish(nodes[0] as ReturnType<typeof nodeOn>, n);
    await fanOut.batch();
    expect([await waiting(), (await jobs.backlog()).ready]).toEqual([0, 3]);
  });

  it('become one job for each listener that wants them, and leave the outbox', async () => {
    const { events, fanOut } = node();
    const handle = async () => undefined;
    events.afterCommit({ name: 'moves', on: [Moved], handle });
    events.afterCommit({ name: 'all', on: '*', handle });
    events.afterCommit({ name: 'departures', on: [Left], handle });
    await publish(nodes[0] as never, 1);
    await fanOut.batch();
    const names = await database.rows<{ name: string }>('SELECT name FROM platform_job ORDER BY name');
    expect(names.map(({ name }) => name)).toEqual(['on:all', 'on:moves']);
    expect(await waiting()).toBe(0);
  });

  it('become the same jobs when the outbox row is read twice', async () => {
    const { events, fanOut, outbox } = node();
    events.afterCommit({ name: 'moves', on: [Moved], handle: async () => undefined });
    const event = Moved.of({ subject: null, facts: { n: 1 } });
    await database.transactions.run(() => events.publish(event));
    await fanOut.batch();
    await outbox.add(event);
    await fanOut.batch();
    expect((await nodes[0]?.jobs.backlog())?.ready).toBe(1);
  });

  it('are left to newer workers if their type is unknown', async () => {
    const { fanOut, outbox } = node();
    await outbox.add({ ...Left.of({ subject: null }), type: 'test_events.from_the_future' });
    await fanOut.batch();
    expect(await waiting()).toBe(1);
  });

  it('do not overtake an event of the same user that another worker is delivering', async () => {
    const one = node();
    one.events.afterCommit({ name: 'moves', on: [Moved], handle: async () => undefined });
    const user = newId<UserId>();
    await publish(one, 1, user);
    await publish(one, 2, user);
    await database.transactions.run(async () => {
      await one.outbox.lockOldest([Moved.type], 1);
      await database.transactions.apart(() => one.fanOut.batch());
    });
    expect(await waiting()).toBe(2);
    await one.fanOut.batch();
    const jobs = await database.rows<{ payload: string }>('SELECT payload FROM platform_job ORDER BY sequence');
    expect(jobs.map(({ payload }) => JSON.parse(payload).facts.n)).toEqual([1, 2]);
  });

  it('reach a listener in the order of each user, with two workers and random failures', async () => {
    const chance = new Chance('order of events');
    const attempts = new Map<string, number>();
    const seen: Record<string, number[]> = {};
    const users = Array.from({ length: 4 }, newId<UserId>);
    for (const { events } of [node(), node()]) {
      events.afterCommit({
        name: 'moves',
        on: [Moved],
        handle: async (event) => {
          const { n } = event.facts as { n: number };
          const key = `${event.subject} ${n}`;
          const attempt = (attempts.get(key) ?? 0) + 1;
          attempts.set(key, attempt);
          const round = (users.indexOf(event.subject as UserId) * 10 + n) * 1000 + attempt;
          if (chance.ofRound(round).next() < 0.2) throw new Error('bad luck');
          (seen[event.subject as UserId] ??= []).push(n);
        },
      });
    }
    nodes.forEach(({ loop }) => loop.start());
    for (let n = 0; n < 10; n++) await Promise.all(users.map((user) => publish(nodes[n % 2] as never, n, user)));
    await until(() => users.every((user) => seen[user]?.length === 10));
    for (const user of users) expect(seen[user]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('of an erased user are removed from the pending streams, and no others', async () => {
    const { events, fanOut, outbox, repository } = node();
    events.afterCommit({ name: 'moves', on: '*', handle: async () => undefined });
    const [erased, other] = [newId<UserId>(), newId<UserId>()];
    for (const user of [erased, other]) await publish(nodes[0] as never, 1, user);
    await fanOut.batch();
    for (const user of [erased, other]) await publish(nodes[0] as never, 2, user);
    await outbox.eraseSubject(erased);
    await repository.eraseStream(erased);
    expect([(await outbox.ofSubject(erased)).length, (await repository.ofStream(erased)).length]).toEqual([0, 0]);
    expect([(await outbox.ofSubject(other)).length, (await repository.ofStream(other)).length]).toEqual([1, 1]);
  });
});
