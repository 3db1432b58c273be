import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { Chance } from '@test/support/chance';
import { IntegerField } from '@platform/http/fields/fields';
import { newId, type UserId } from '@platform/ids/ids';
import { until } from '@platform/jobs/worker.test-support';
import type { Database } from '@platform/persistence/database';
import { defineEvent } from '../definitions/define-event';
import { emptyEventLog, eventNodeOn, type EventNode } from '../event-log.test-support';

class CountedFacts {
  @IntegerField({ min: 0, max: 1_000_000, description: 'A number.' })
  n: number;
}

const Counted = defineEvent('test_sequencer.counted', 1, CountedFacts, 'Something was counted');

describe('The sequencer', () => {
  let databases: TestDatabases;
  let database: Database;

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
  });
  afterEach(() => emptyEventLog(database));
  afterAll(() => databases.drop());

  const publish = ({ events }: EventNode, ...numbers: readonly number[]) =>
    database.transactions.run(async () => {
      for (const n of numbers) await events.publish(Counted.of({ subject: null, facts: { n } }));
    });
  /** The facts by position. */
  const sequenced = async ({ positions, log }: EventNode) => {
    const placed = await positions.after(0, Number.MAX_SAFE_INTEGER, 100_000);
    const entries = new Map((await log.withNumbers(placed.map(({ seq }) => seq))).map((entry) => [entry.seq, entry]));
    placed.forEach(({ position }, at) => expect(position).toBe(at + 1));
    return placed.map(({ seq }) => (JSON.parse(entries.get(seq)?.facts ?? '{}') as { n?: number }).n);
  };

  it('assigns the positions 1, 2, 3 … to committed events in the order of their commits', async () => {
    const node = eventNodeOn(database);
    await publish(node, 1, 2);
    await publish(node, 3);
    expect(await node.sequencer.step()).toBe(true);
    await publish(node, 4);
    await node.sequencer.step();
    expect(await sequenced(node)).toEqual([1, 2, 3, 4]);
    expect(node.published.value).toBe(4);
    const { hashes } = (await database.row<{ hashes: Buffer }>('SELECT hashes FROM event_run ORDER BY position')) ?? {};
    expect(hashes?.length).toBe(96);
  });

  it('does not wait for an open transaction, and sequences its event after the commit', async () => {
    const node = eventNodeOn(database);
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const isStored = Promise.withResolvers<void>();
    const held = database.transactions.run(async () => {
      await database.write(
        `INSERT INTO event_log (id, at, type, version, actor_kind, facts, format, leaf_hash)
         VALUES (?, UTC_TIMESTAMP(3), 'test_sequencer.counted', 1, 'system', '{"n":1}', 1, REPEAT('x', 32))`,
        [Buffer.alloc(16, 1)],
      );
      isStored.resolve();
      await finished;
    });
    await isStored.promise;
    for (let n = 2; n <= 20; n++) await publish(node, n);
    await node.sequencer.step();
    const [gap] = (await node.sequence.held(await holderOf()))?.sequence.gaps ?? [];
    expect(gap).toBeDefined();
    // An attempt to claim the number of an open transaction leaves it open.
    if (gap) await node.sequence.claim(gap, 10);
    await node.sequencer.step();
    expect(await sequenced(node)).toEqual(Array.from({ length: 19 }, (_, at) => at + 2));
    finish();
    await held;
    await node.sequencer.step();
    expect((await sequenced(node)).at(-1)).toBe(1);
    expect((await node.sequence.held(await holderOf()))?.sequence.gaps).toEqual([]);
  });

  it('closes the gap of a transaction that was rolled back by claiming its number', async () => {
    const node = eventNodeOn(database);
    const rolledBack = database.transactions.run(async () => {
      await database.rows('SELECT 1');
      await database.write(
        `INSERT INTO event_log (id, at, type, version, actor_kind, facts, format, leaf_hash)
         VALUES (?, UTC_TIMESTAMP(3), 'test_sequencer.counted', 1, 'system', '{}', 1, REPEAT('x', 32))`,
        [Buffer.alloc(16, 1)],
      );
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    await publish(node, 1);
    await node.sequencer.step();
    const gaps = (await node.sequence.held(await holderOf()))?.sequence.gaps ?? [];
    expect(gaps.length).toBe(1);
    await node.sequence.claim(gaps[0] as [number, number], 10);
    await node.sequencer.step();
    expect((await node.sequence.held(await holderOf()))?.sequence.gaps).toEqual([]);
    expect(await sequenced(node)).toEqual([1]);
    // Lists of the log do not contain the claimed number.
    expect((await node.log.find({}, undefined, 10)).length).toBe(1);
  });

  it('makes a transaction run again if its number was claimed', async () => {
    const node = eventNodeOn(database);
    await publish(node, 1);
    const [stored] = await node.log.find({}, undefined, 1);
    if (!stored) throw new Error('Nothing was stored.');
    const number = stored.seq + 1;
    await node.sequence.claim([number, number], 1);
    const { seq: _, ...entry } = stored;
    let attempts = 0;
    // On the first attempt, the transaction has the number that was claimed meanwhile.
    await database.transactions.run(() => node.log.append({ ...entry, ...(attempts++ === 0 && { seq: number }) }));
    expect(attempts).toBe(2);
    await node.sequencer.step();
    expect(await sequenced(node)).toEqual([1, 1]);
  });

  it('is one process at a time: another one takes over when its lease has ended, and the first stores nothing more', async () => {
    const [first, second] = [eventNodeOn(database), eventNodeOn(database)];
    await publish(first, 1);
    expect(await first.sequencer.step()).toBe(true);
    expect(await second.sequencer.step()).toBe(false);
    expect(second.published.value).toBe(1);
    await database.write('UPDATE event_sequence SET until = UTC_TIMESTAMP(3)');
    expect(await second.sequencer.step()).toBe(true);
    await publish(first, 2);
    // The first process does not know yet that it was replaced.
    expect(await first.sequencer.step()).toBe(false);
    expect(first.published.value).toBe(1);
    await second.sequencer.step();
    await publish(first, 3);
    await second.sequencer.step();
    expect(await sequenced(second)).toEqual([1, 2, 3]);
  });

  it('has no gap and no duplicate while several processes take turns and transactions are rolled back', async () => {
    const chance = new Chance('sequencer');
    const nodes = [eventNodeOn(database), eventNodeOn(database), eventNodeOn(database)];
    const rows = 300;
    const committed: number[] = [];
    let next = 0;
    const write = async () => {
      while (next < rows) {
        const n = ++next;
        const fails = chance.below(5) === 0;
        const change = database.transactions.run(async () => {
          if (chance.below(2) === 0) await database.rows('SELECT 1');
          await chance.oneOf(nodes).events.publish(Counted.of({ subject: newId<UserId>(), facts: { n } }));
          if (fails) throw new Error('no');
        });
        await change.then(
          () => committed.push(n),
          () => undefined,
        );
      }
    };
    let isWriting = true;
    const sequence = async () => {
      while (isWriting) {
        await chance.oneOf(nodes).sequencer.step();
        if (chance.below(4) === 0) await database.write('UPDATE event_sequence SET until = UTC_TIMESTAMP(3)');
      }
    };
    const sequencing = sequence();
    await Promise.all([write(), write(), write(), write()]);
    isWriting = false;
    await sequencing;
    const [node] = nodes as [EventNode];
    await database.write('UPDATE event_sequence SET until = UTC_TIMESTAMP(3)');
    await until(async () => {
      for (const each of nodes) await each.sequencer.step();
      return (await node.positions.newest()) === committed.length;
    });
    expect((await sequenced(node)).sort((a, b) => Number(a) - Number(b))).toEqual(committed.sort((a, b) => a - b));
  });

  it('publishes the positions of its commit even if the answer to it was lost and no other event follows', async () => {
    const node = eventNodeOn(database);
    const save = node.sequence.save.bind(node.sequence);
    jest.spyOn(node.sequence, 'save').mockImplementationOnce(async (...args) => {
      await save(...args);
      throw new Error('The answer was lost.');
    });
    node.sequencer.start();
    await publish(node, 1);
    await until(() => node.published.value === 1);
    await node.sequencer.stop();
  });

  it('stores no run if an earlier commit with an unknown outcome has changed the state meanwhile', async () => {
    const node = eventNodeOn(database);
    await node.sequencer.step();
    const held = await node.sequence.held(await holderOf());
    if (!held) throw new Error('The sequencer does not hold the sequence.');
    await node.sequence.claim([1, 1], 1);
    expect(await node.sequence.save(held, { position: 0, highWater: 1, gaps: [] }, [], 1)).toBe(true);
    const run = { position: 1, seq: 2, length: 1, hashes: Buffer.alloc(32) };
    expect(await node.sequence.save(held, { position: 1, highWater: 2, gaps: [] }, [run], 1)).toBe(false);
    expect(await database.rows('SELECT position FROM event_run')).toEqual([]);
  });

  async function holderOf(): Promise<string> {
    return (await database.row<{ holder: string }>('SELECT holder FROM event_sequence'))?.holder ?? '';
  }
});
