import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { Chance } from '@test/support/chance';
import { IntegerField } from '@platform/http/fields/fields';
import { firstIdAt, idFromBytes, newId, type UserId } from '@platform/ids/ids';
import { until } from '@platform/jobs/worker.test-support';
import type { Database } from '@platform/persistence/database';
import { defineEvent, NoFacts } from '../definitions/define-event';
import { partOf } from './subjects.rule';
import { emptyEventLog, eventNodeOn, type EventNode } from '../event-log.test-support';

class NumberedFacts {
  @IntegerField({ min: 0, max: 1_000_000, description: 'A number.' })
  n: number;
}

const Numbered = defineEvent('test_consumers.numbered', 1, NumberedFacts, 'Something was numbered');
const Other = defineEvent('test_consumers.other', 1, NoFacts, 'Something else happened');
const NAME = 'test.consumer';

describe('A consumer', () => {
  let databases: TestDatabases;
  let database: Database;
  let nodes: EventNode[] = [];

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
  });
  afterEach(async () => {
    await Promise.all(nodes.map(({ process }) => process.beforeApplicationShutdown()));
    nodes = [];
    await emptyEventLog(database);
  });
  afterAll(() => databases.drop());

  const node = () => {
    const made = eventNodeOn(database);
    nodes.push(made);
    return made;
  };
  const publish = ({ events }: EventNode, n: number, subject: UserId | null = null, otherSubjects: UserId[] = []) =>
    database.transactions.run(() => events.publish(Numbered.of({ subject, otherSubjects, facts: { n } })));
  /** What a consumer handled: `subject` and `n`, in the order of the calls. */
  type Handled = { subject: UserId | null; n: number }[];
  const listen = (
    { events }: EventNode,
    handled: Handled,
    fails: (n: number) => boolean = () => false,
    maxAttempts = 3,
  ) =>
    events.consume({
      name: NAME,
      on: [Numbered],
      from: 'start',
      maxAttempts,
      handle: async ({ facts }, { subject }) => {
        await Promise.resolve();
        if (fails(facts.n)) throw new Error(`no ${facts.n}, write to ada@example.com`);
        handled.push({ subject, n: facts.n });
      },
    });
  const numbersOf = (handled: Handled, subject: UserId | null) =>
    handled.filter((call) => call.subject === subject).map(({ n }) => n);

  it('receives the events of its types in the order of each subject, also those from before its start', async () => {
    const handled: Handled = [];
    const first = node();
    listen(first, handled);
    const subjects = [newId<UserId>(), newId<UserId>(), newId<UserId>(), null];
    for (let n = 0; n < 40; n++) await publish(first, n, subjects[n % 4]);
    await database.transactions.run(() => first.events.publish(Other.of({ subject: null })));
    await first.process.start();
    for (let n = 40; n < 80; n++) await publish(first, n, subjects[n % 4]);
    await until(() => handled.length === 80);
    subjects.forEach((subject, at) =>
      expect(numbersOf(handled, subject)).toEqual(Array.from({ length: 20 }, (_, n) => 4 * n + at)),
    );
  });

  it('that starts with the newest event does not receive the earlier ones', async () => {
    const first = node();
    await publish(first, 1);
    await first.sequencer.step();
    const handled: number[] = [];
    first.events.consume({
      name: NAME,
      on: '*',
      from: 'now',
      handle: async ({ facts }) => handled.push((facts as NumberedFacts).n),
    });
    await first.process.start();
    await publish(first, 2);
    await until(() => handled.length > 0);
    expect(handled).toEqual([2]);
  });

  it('receives an event once for each of its subjects', async () => {
    const handled: Handled = [];
    const first = node();
    listen(first, handled);
    await first.process.start();
    const [one, other] = [newId<UserId>(), newId<UserId>()];
    await publish(first, 1, one);
    await publish(first, 2, one, [other]);
    await publish(first, 3, other);
    await until(() => handled.length === 4);
    expect([numbersOf(handled, one), numbersOf(handled, other)]).toEqual([
      [1, 2],
      [2, 3],
    ]);
  });

  it('tries a failed event again, before the later ones of its subject and without delaying others', async () => {
    const handled: Handled = [];
    const first = node();
    let failures = 2;
    listen(first, handled, (n) => n === 1 && failures-- > 0);
    await first.process.start();
    const [one, other] = [newId<UserId>(), newId<UserId>()];
    for (const n of [1, 2, 3]) await publish(first, n, one);
    await publish(first, 4, other);
    await until(() => handled.length === 4);
    expect(numbersOf(handled, one)).toEqual([1, 2, 3]);
    await until(async () => (await first.stops.page(NAME, undefined, 10)).length === 0);
  });

  it('stops for a subject whose event keeps failing, until the event is replayed or skipped', async () => {
    const handled: Handled = [];
    const first = node();
    let isBroken = true;
    listen(first, handled, (n) => n === 1 && isBroken, 2);
    await first.process.start();
    const [one, other] = [newId<UserId>(), newId<UserId>()];
    for (const n of [1, 2]) await publish(first, n, one);
    for (const n of [3, 4]) await publish(first, n, other);
    await until(async () => (await first.stops.count(NAME)).stopped === 1);
    await until(() => numbersOf(handled, other).length === 2);
    expect(numbersOf(handled, one)).toEqual([]);
    const [stop] = await first.stops.page(NAME, undefined, 10);
    expect(stop).toMatchObject({
      subject: one,
      state: 'stopped',
      attempts: 2,
      error: 'Error: no 1, write to [address]',
    });
    if (!stop) throw new Error('Nothing was stopped.');
    isBroken = false;
    expect(await first.stops.retry(stop, stop.position)).toBe(true);
    await until(() => numbersOf(handled, one).length === 2);
    expect(numbersOf(handled, one)).toEqual([1, 2]);

    isBroken = true;
    await publish(first, 1, one);
    await publish(first, 5, one);
    await until(async () => (await first.stops.count(NAME)).stopped === 1);
    const [again] = await first.stops.page(NAME, undefined, 10);
    if (again) await first.stops.retry(again, again.position + 1);
    await until(() => numbersOf(handled, one).length === 3);
    expect(numbersOf(handled, one)).toEqual([1, 2, 5]);
    await until(async () => (await first.stops.page(NAME, undefined, 10)).length === 0);
  });

  it('is shared by the processes, and another one takes over the parts of a process that stops', async () => {
    const handled: Handled[] = [[], []];
    const [first, second] = [node(), node()];
    listen(first, handled[0] as Handled);
    listen(second, handled[1] as Handled);
    await first.process.start();
    await second.process.start();
    const holders = async () =>
      new Set((await first.parts.parts([NAME])).map(({ holder }) => holder).filter(Boolean)).size;
    await until(async () => (await holders()) === 2);
    const subjects = Array.from({ length: 40 }, () => newId<UserId>());
    for (const subject of subjects) for (const n of [1, 2]) await publish(first, n, subject);
    await until(() => handled.flat().length === 80);
    for (const each of handled) expect(each.length).toBeGreaterThan(0);
    for (const subject of subjects) expect(numbersOf(handled.flat(), subject)).toEqual([1, 2]);
    await first.process.beforeApplicationShutdown();
    for (const subject of subjects) await publish(second, 3, subject);
    await until(() => (handled[1] as Handled).filter(({ n }) => n === 3).length === 40);
    expect(handled.flat().length).toBe(120);
  });

  it('does not delay the end of its process if it hangs, and another process takes over', async () => {
    const handled: Handled = [];
    const [first, second] = [node(), node()];
    const hangs = Promise.withResolvers<void>();
    const isCalled = Promise.withResolvers<void>();
    first.events.consume({
      name: NAME,
      on: [Numbered],
      from: 'start',
      handle: () => {
        isCalled.resolve();
        return hangs.promise;
      },
    });
    listen(second, handled);
    await publish(first, 1, newId<UserId>());
    await first.process.start();
    await isCalled.promise;
    await first.process.beforeApplicationShutdown();
    await second.process.start();
    await until(() => handled.length === 1);
    hangs.resolve();
  });

  it('that was moved back to a position receives exactly the later events again', async () => {
    const handled: Handled = [];
    const first = node();
    listen(first, handled);
    await first.process.start();
    const subject = newId<UserId>();
    for (let n = 1; n <= 30; n++) await publish(first, n, subject);
    await until(() => handled.length === 30);
    await until(async () => (await first.parts.parts([NAME])).every(({ position }) => position === 30));
    await first.parts.rewind(NAME, 10);
    await until(() => handled.length >= 50);
    expect(numbersOf(handled, subject).slice(30)).toEqual(Array.from({ length: 20 }, (_, at) => at + 11));
    await publish(first, 31, subject);
    await until(() => handled.length === 51);
  });

  it('is not moved forward by a rewind: parts that are not that far handle all of their events', async () => {
    const handled: Handled = [];
    const first = node();
    listen(first, handled);
    const subject = newId<UserId>();
    for (let n = 1; n <= 20; n++) await publish(first, n, subject);
    await first.sequencer.step();
    await first.parts.insertMissing(NAME, 8, 0);
    await database.write('UPDATE event_consumer SET position = IF(part = ?, 5, 20)', [partOf(subject)]);
    await first.parts.rewind(NAME, 12);
    await first.process.start();
    await until(() => handled.length === 15);
    expect(numbersOf(handled, subject)).toEqual(Array.from({ length: 15 }, (_, at) => at + 6));
  });

  it('does not handle an event that is skipped while it is being tried', async () => {
    const first = node();
    const calls: number[] = [];
    let mayFail: () => void = () => undefined;
    first.events.consume({
      name: NAME,
      on: [Numbered],
      from: 'start',
      handle: async ({ facts: { n } }) => {
        calls.push(n);
        if (n !== 1) return;
        if (calls.length > 1) await new Promise<void>((resolve) => (mayFail = resolve));
        throw new Error('no');
      },
    });
    await first.process.start();
    const subject = newId<UserId>();
    for (const n of [1, 2]) await publish(first, n, subject);
    // The second attempt is under way when the event is skipped.
    await until(() => calls.length === 2);
    const stop = await first.stops.find(NAME, subject);
    if (!stop) throw new Error('Nothing was stopped.');
    expect(await first.stops.retry(stop, stop.position + 1)).toBe(true);
    mayFail();
    await until(() => calls.length === 3);
    expect(calls).toEqual([1, 1, 2]);
    await until(async () => (await first.stops.find(NAME, subject)) === undefined);
  });

  it('handles the events of other subjects while many stopped ones are tried again', async () => {
    const handled: Handled = [];
    const first = node();
    const hanging = new Set<() => void>();
    let isBroken = true;
    first.events.consume({
      name: NAME,
      on: [Numbered],
      from: 'start',
      handle: async ({ facts: { n } }, { subject }) => {
        if (n === 1 && isBroken) throw new Error('no');
        // New attempts hang.
        if (n === 1) await new Promise<void>((resolve) => hanging.add(resolve));
        handled.push({ subject, n });
      },
    });
    await first.process.start();
    const subjects = Array.from({ length: 40 }, () => newId<UserId>());
    for (const subject of subjects) await publish(first, 1, subject);
    await until(async () => (await first.stops.page(NAME, undefined, 100)).length === 40);
    isBroken = false;
    await until(() => hanging.size > 0);
    const other = newId<UserId>();
    await publish(first, 2, other);
    await until(() => numbersOf(handled, other).length === 1, 3000);
    await until(() => {
      for (const resolve of hanging) resolve();
      return handled.length === 41;
    });
    await until(async () => (await first.stops.page(NAME, undefined, 100)).length === 0);
  });

  it('catches up with a subject whose events come from nodes with different clocks', async () => {
    const handled: Handled = [];
    const first = node();
    let isBroken = true;
    listen(first, handled, (n) => n === 1 && isBroken);
    await first.process.start();
    const subject = newId<UserId>();
    const dated = (n: number, hours: number) => {
      const at = new Date(Date.now() + hours * 3_600_000);
      const event = { ...Numbered.of({ subject, facts: { n } }), at, id: idFromBytes(firstIdAt(at)) };
      return database.transactions.run(() => first.events.publish(event));
    };
    await dated(1, 48);
    for (const n of [2, 3]) await dated(n, -48);
    await until(async () => (await first.stops.find(NAME, subject)) !== undefined);
    isBroken = false;
    await until(() => handled.length === 3);
    expect(numbersOf(handled, subject)).toEqual([1, 2, 3]);
    await until(async () => (await first.stops.find(NAME, subject)) === undefined);
  });

  it('keeps a subject stopped if its stops cannot be read again', async () => {
    const handled: Handled = [];
    const first = node();
    listen(first, handled, (n) => n === 1, 1);
    await first.process.start();
    const subject = newId<UserId>();
    await publish(first, 1, subject);
    await until(async () => (await first.stops.count(NAME)).stopped === 1);
    const read = jest.spyOn(first.stops, 'page').mockRejectedValueOnce(new Error('no'));
    const [loop] = first.process['loops'];
    loop?.load();
    await until(() => read.mock.results.length > 0);
    await publish(first, 2, subject);
    await publish(first, 3, null);
    await until(() => handled.length > 0);
    expect(handled).toEqual([{ subject: null, n: 3 }]);
  });

  it('waits for events while a stop of another process is due', async () => {
    const handled: Handled = [];
    const [first, second] = [node(), node()];
    for (const each of [first, second]) listen(each, handled);
    await first.process.start();
    await second.process.start();
    const held = ({ process }: EventNode) => process['loops'][0]?.parts.all.map(({ part }) => part) ?? [];
    await until(() => held(first).length === 4 && held(second).length === 4);
    const part = held(first)[0] as number;
    const subject = `00000000-0000-7000-8000-00000000000${part}` as UserId;
    const row = (await first.parts.parts([NAME])).find((candidate) => candidate.part === part);
    const stop = { consumer: NAME, subject, position: 1, state: 'retrying', attempts: 1 } as const;
    // The first process does not see its stop, so the stop stays due.
    jest.spyOn(first.stops, 'due').mockResolvedValue([]);
    const read = jest.spyOn(second.stops, 'due');
    await first.stops.insert({ ...stop, error: '', waitMs: 0 }, { part, fence: row?.fence ?? 0 });
    await until(() => read.mock.results.length > 0);
    const steps = jest.spyOn(second.feed, 'read');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(steps.mock.results.length).toBeLessThan(20);
  });

  it('does not handle events that only a newer version knows until that version runs', async () => {
    const handled: Handled = [];
    const first = node();
    listen(first, handled);
    await first.process.start();
    const [one, other] = [newId<UserId>(), newId<UserId>()];
    const newer = { ...Numbered.of({ subject: one, facts: { n: 1 } }), version: 2 };
    const { events } = eventNodeOn(database);
    jest.spyOn(events['config'] as { production: boolean }, 'production', 'get').mockReturnValue(true);
    await database.transactions.run(() => events.publish(newer));
    await publish(first, 2, one);
    await publish(first, 3, other);
    await until(() => numbersOf(handled, other).length === 1);
    await until(async () => (await first.stops.count(NAME)).unknown === 1);
    expect(numbersOf(handled, one)).toEqual([]);
    await first.process.beforeApplicationShutdown();
    await database.write('UPDATE event_log SET version = 1');
    const second = node();
    listen(second, handled);
    await second.process.start();
    await until(() => numbersOf(handled, one).length === 2);
    expect(numbersOf(handled, one)).toEqual([1, 2]);
  });

  it('of batches receives all events in the order of the log, and none is skipped after a failure', async () => {
    const handled: number[] = [];
    const first = node();
    const chance = new Chance('batches');
    first.events.consumeInOrder({
      name: NAME,
      on: [Numbered],
      from: 'start',
      handleAll: async (events) => {
        if (chance.below(3) === 0) throw new Error('no');
        handled.push(...events.map(({ facts }) => facts.n));
      },
    });
    await first.process.start();
    for (let n = 1; n <= 60; n++) await publish(first, n, newId<UserId>());
    await until(() => handled.length === 60);
    expect(handled).toEqual(Array.from({ length: 60 }, (_, at) => at + 1));
  });
});
