import { firstIdAt, idFromBytes, newId, type UserId } from '@platform/ids/ids';
import { until } from '@platform/jobs/worker.test-support';
import { eventNodeOn, type EventNode } from '../event-log.test-support';
import { type Handled, NAME, Numbered, useNodes } from './consumer.test-support';

describe('A consumer that cannot handle an event', () => {
  const { node, publish, listen, numbersOf, database } = useNodes();

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

  it('does not try an event again and again when its process has lost the part', async () => {
    const first = node();
    let calls = 0;
    let isLost = false;
    first.events.consume({
      name: NAME,
      on: [Numbered],
      from: 'start',
      handle: async () => {
        calls++;
        if (calls === 2) {
          await database().write('UPDATE event_consumer SET fence = fence + 1');
          isLost = true;
        }
        throw new Error('no');
      },
    });
    await publish(first, 1, newId<UserId>());
    await first.process.start();
    await until(() => isLost);
    const before = calls;
    // The process does not look at its leases, so it notices by itself that it has lost the part.
    const leases = first.process['leases'];
    if (leases) jest.spyOn(leases, 'look').mockResolvedValue();
    await until(() => first.process['loops'][0]?.parts.valid.length === 7);
    expect(calls - before).toBeLessThan(3);
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
      return database().transactions.run(() => first.events.publish(event));
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
    // Otherwise the second process would look for it again and again.
    await until(() => second.process['loops'][0]?.['handler'].dueInMs === undefined);
  });

  it('does not handle events that only a newer version knows until that version runs', async () => {
    const handled: Handled = [];
    const first = node();
    listen(first, handled);
    await first.process.start();
    const [one, other] = [newId<UserId>(), newId<UserId>()];
    const newer = { ...Numbered.of({ subject: one, facts: { n: 1 } }), version: 2 };
    const { events } = eventNodeOn(database());
    jest.spyOn(events['config'] as { production: boolean }, 'production', 'get').mockReturnValue(true);
    await database().transactions.run(() => events.publish(newer));
    await publish(first, 2, one);
    await publish(first, 3, other);
    await until(() => numbersOf(handled, other).length === 1);
    await until(async () => (await first.stops.count(NAME)).unknown === 1);
    expect(numbersOf(handled, one)).toEqual([]);
    await first.process.beforeApplicationShutdown();
    await database().write('UPDATE event_log SET version = 1');
    const second = node();
    listen(second, handled);
    await second.process.start();
    await until(() => numbersOf(handled, one).length === 2);
    expect(numbersOf(handled, one)).toEqual([1, 2]);
  });
});
