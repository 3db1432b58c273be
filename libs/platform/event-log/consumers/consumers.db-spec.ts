import { Chance } from '@test/support/chance';
import { newId, type UserId } from '@platform/ids/ids';
import { until } from '@platform/jobs/worker.test-support';
import { defineEvent, NoFacts } from '../definitions/define-event';
import { partOf } from './subjects.rule';
import { type Handled, NAME, Numbered, NumberedFacts, useNodes } from './consumer.test-support';

const Other = defineEvent('test_consumers.other', 1, NoFacts, 'Something else happened');

describe('A consumer', () => {
  const { node, publish, listen, numbersOf, database } = useNodes();

  it('receives the events of its types in the order of each subject, including those from before its start', async () => {
    const handled: Handled = [];
    const first = node();
    listen(first, handled);
    const subjects = [newId<UserId>(), newId<UserId>(), newId<UserId>(), null];
    for (let n = 0; n < 40; n++) await publish(first, n, subjects[n % 4]);
    await database().transactions.run(() => first.events.publish(Other.of({ subject: null })));
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

  it('continues with the stored positions when the database has lost the newest events', async () => {
    const handled: Handled = [];
    const first = node();
    listen(first, handled);
    await first.process.start();
    const subject = newId<UserId>();
    for (let n = 1; n <= 10; n++) await publish(first, n, subject);
    await until(async () => (await first.parts.parts([NAME])).every(({ position }) => position === 10));
    // As after a failover to a replica that had only the first five events.
    await database().transactions.run(async () => {
      await database().write('DELETE FROM event_run WHERE position > 5');
      await database().write('DELETE FROM event_log WHERE seq > 5');
      await database().write('UPDATE event_run SET length = LEAST(length, 6 - position)');
      await database().write('UPDATE event_sequence SET position = 5, until = UTC_TIMESTAMP(3), fence = fence + 1');
      await database().write('UPDATE event_consumer SET position = 5');
    });
    for (let n = 11; n <= 18; n++) await publish(first, n, subject);
    await until(() => handled.length === 18);
    expect(numbersOf(handled, subject)).toEqual(Array.from({ length: 18 }, (_, at) => at + 1));
  });

  it('is not moved forward by a rewind: parts that are not that far handle all of their events', async () => {
    const handled: Handled = [];
    const first = node();
    listen(first, handled);
    const subject = newId<UserId>();
    for (let n = 1; n <= 20; n++) await publish(first, n, subject);
    await first.sequencer.step();
    await first.parts.insertMissing(NAME, 8, 0);
    await database().write('UPDATE event_consumer SET position = IF(part = ?, 5, 20)', [partOf(subject)]);
    await first.parts.rewind(NAME, 12);
    await first.process.start();
    await until(() => handled.length === 15);
    expect(numbersOf(handled, subject)).toEqual(Array.from({ length: 15 }, (_, at) => at + 6));
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
