import { generateKeyPairSync } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import type { UserId } from '@platform/ids/ids';
import { firstIdAt, idFromBytes, idToBytes, newId } from '@platform/ids/ids';
import { JobRepository } from '@platform/jobs/job.repository';
import { Jobs } from '@platform/jobs/jobs';
import type { Database } from '@platform/persistence/database';
import type { Keyring } from '@platform/vault/keyring/keyring';
import { defineEvent, NoFacts } from '../definitions/define-event';
import { Consumers } from '../consumers/consumers';
import { emptyEventLog, eventNodeOn, type EventNode } from '../event-log.test-support';
import { LeafHashes } from '../positions/leaf-hashes';
import { ContentsRemoved, removedRanges } from './contents-removed';
import { EventRetention } from './event-retention';
import { RetentionRepository } from './retention.repository';

const Old = defineEvent('test_retention.old', 1, NoFacts, 'Something happened that is kept shortly');
const Kept = defineEvent('test_retention.kept', 1, NoFacts, 'Something happened that is kept');
const Internal = defineEvent('test_retention.internal', 1, NoFacts, 'Something internal happened', {
  internal: { keptDays: 2 },
});
const NAME = 'test.retention';
const pair = generateKeyPairSync('ed25519');
const keyring = { current: () => ({ privateKey: pair.privateKey }) } as unknown as Keyring;
const DAY_MS = 24 * 3_600_000;

describe('The retention of events', () => {
  let databases: TestDatabases;
  let database: Database;
  let node: EventNode;
  let retention: EventRetention;

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
  });
  beforeEach(async () => {
    node = eventNodeOn(database, { retention: ['test_retention.old=10'] });
    const consumers = new Consumers();
    consumers.add({ name: NAME, on: '*', from: 'start', handle: async () => undefined });
    const jobs = new Jobs(new JobRepository(database), database.transactions);
    const repository = new RetentionRepository(database, node.positions, new LeafHashes(database));
    retention = new EventRetention(repository, consumers, node.events, keyring, node.positions, jobs, node.config);
    await node.parts.insertMissing(NAME, 1, 0);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await emptyEventLog(database);
  });
  afterAll(() => databases.drop());

  /** Publishes an event as if it had happened days ago. */
  const publish = (
    definition: typeof Old | typeof Kept | typeof Internal,
    daysAgo: number,
    otherSubjects: UserId[] = [],
  ) => {
    const at = new Date(Date.now() - daysAgo * DAY_MS);
    const id = idFromBytes(firstIdAt(at));
    return database.transactions.run(() =>
      node.events.publish({ ...definition.of({ subject: newId<UserId>(), otherSubjects }), id, at }),
    );
  };
  const types = async () => (await node.log.find({ order: 'oldest' }, undefined, 100)).map(({ type }) => type);
  const moveTo = (position: number) =>
    database.write('UPDATE event_consumer SET position = ? WHERE name = ?', [position, NAME]);

  it('removes the contents of old events of its types, and keeps positions and hashes', async () => {
    const other = newId<UserId>();
    await publish(Old, 11, [other]);
    await publish(Old, 9);
    await publish(Kept, 500);
    await node.sequencer.step();
    const before = await database.rows('SELECT position, length, hashes FROM event_run');
    await moveTo(3);
    await retention.removeOld();
    expect(await types()).toEqual([Kept.type, Old.type]);
    expect(await database.rows('SELECT position, length, hashes FROM event_run')).toEqual(before);
    expect(await database.rows('SELECT 1 FROM event_subject')).toEqual([]);
    const { events, upTo } = await node.feed.read(0, 100);
    expect([events.map(({ position }) => position), upTo]).toEqual([[2, 3], 3]);
  });

  it('does not remove an event whose type or age was changed, and removes the others', async () => {
    jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    for (const daysAgo of [11, 1, 12]) await publish(Old, daysAgo);
    await publish(Kept, 500);
    await node.sequencer.step();
    await moveTo(4);
    await database.write('UPDATE event_log SET type = ? WHERE type = ?', [Old.type, Kept.type]);
    await database.write('UPDATE event_log SET id = ? WHERE seq = 2', [
      idToBytes(idFromBytes(firstIdAt(new Date(Date.now() - 20 * DAY_MS)))),
    ]);
    await retention.removeOld();
    const left = await database.rows<{ seq: number }>('SELECT seq FROM event_log WHERE type = ? ORDER BY seq', [
      Old.type,
    ]);
    expect(left.map(({ seq }) => Number(seq))).toEqual([2, 4]);
    expect(Logger.prototype.error).toHaveBeenCalledWith(expect.stringContaining('2 events of the type'));
    const [record] = await node.log.find({ type: ContentsRemoved.type, withInternal: true }, undefined, 10);
    expect(JSON.parse(record?.facts ?? '')).toMatchObject({ positions: '1,3' });
  });

  it('records in the log which contents it has removed, and never removes that record', async () => {
    for (const daysAgo of [11, 9, 11, 11]) await publish(Old, daysAgo);
    await node.sequencer.step();
    await moveTo(4);
    Object.assign(node.config, { retention: ['*=10'] });
    await retention.removeOld();
    const records = async () =>
      (await node.log.find({ type: ContentsRemoved.type, withInternal: true }, undefined, 10)).map(({ facts }) =>
        JSON.parse(facts),
      );
    const [facts] = await records();
    expect(facts).toMatchObject({ type: Old.type, positions: '1,3-4' });
    expect(removedRanges(facts, [pair.publicKey])).toEqual([
      [1, 1],
      [3, 4],
    ]);
    await database.write('UPDATE event_log SET at = at - INTERVAL 1 YEAR, id = UNHEX(REPEAT("0", 32)) WHERE type = ?', [
      ContentsRemoved.type,
    ]);
    await node.sequencer.step();
    await moveTo(5);
    await retention.removeOld();
    expect(await records()).toHaveLength(1);
  });

  it('tells since when the log contains all events of a type, by what was removed and by the setting', async () => {
    const since = async () => {
      const times = await retention.completeSince([Old.type, Kept.type]);
      return [...times].map(([type, time]) => [type, Math.round((Date.now() - time.getTime()) / DAY_MS)]);
    };
    await database.write('DELETE FROM event_removal');
    expect(await since()).toEqual([[Old.type, 10]]);
    for (const daysAgo of [12, 11, 9]) await publish(Old, daysAgo);
    await node.sequencer.step();
    await moveTo(3);
    await retention.removeOld();
    Object.assign(node.config, { retention: ['test_retention.*=400'] });
    expect(await since()).toEqual([
      [Old.type, 11],
      [Kept.type, 400],
    ]);
    const [removal] = await database.rows<{ until: Date }>('SELECT until FROM event_removal');
    const complete = (await retention.completeSince([Old.type])).get(Old.type);
    expect(complete?.getTime()).toBe((removal?.until.getTime() ?? 0) + 1);
  });

  it('removes internal events after the days that they declare, unless their type has an entry', async () => {
    const internal = async () =>
      (await node.log.find({ type: Internal.type, withInternal: true }, undefined, 10)).length;
    for (const daysAgo of [3, 1]) await publish(Internal, daysAgo);
    await node.sequencer.step();
    await moveTo(2);
    Object.assign(node.config, { retention: ['*=1000', 'test_retention.internal=5'] });
    await retention.removeOld();
    expect(await internal()).toBe(2);
    Object.assign(node.config, { retention: ['*=1000'] });
    await retention.removeOld();
    expect(await internal()).toBe(1);
    expect(await types()).toEqual([]);
  });

  it('waits until every consumer has handled an event, or its subject is no longer stopped', async () => {
    await publish(Old, 11);
    await publish(Old, 11);
    await node.sequencer.step();
    await retention.removeOld();
    expect((await types()).length).toBe(2);
    await moveTo(1);
    await retention.removeOld();
    expect((await types()).length).toBe(1);
    await moveTo(2);
    const stop = { consumer: NAME, subject: newId<UserId>(), position: 2, error: '', attempts: 1 };
    await node.stops.insert({ ...stop, state: 'stopped', waitMs: undefined }, { part: 0, fence: 0 });
    await retention.removeOld();
    expect((await types()).length).toBe(1);
    await database.write('DELETE FROM event_stop');
    await retention.removeOld();
    expect(await types()).toEqual([]);
  });

  it('waits for a consumer of another configuration, unless no process has held it for 30 days', async () => {
    await publish(Old, 11);
    await publish(Old, 11);
    await node.sequencer.step();
    await moveTo(2);
    await node.parts.insertMissing('test.switched_off', 1, 1);
    const setUnheld = (name: string, days: number) =>
      database.write('UPDATE event_consumer SET until = UTC_TIMESTAMP(3) - INTERVAL ? DAY WHERE name = ?', [
        days,
        name,
      ]);
    await setUnheld('test.switched_off', 29);
    await retention.removeOld();
    expect((await types()).length).toBe(1);
    await setUnheld('test.switched_off', 31);
    await moveTo(1);
    await setUnheld(NAME, 31);
    await retention.removeOld();
    // A consumer of this configuration counts, although no process was running for a long time.
    expect((await types()).length).toBe(1);
    await moveTo(2);
    await retention.removeOld();
    expect(await types()).toEqual([]);
  });

  it('waits for the stopped subjects of a consumer of another configuration', async () => {
    await publish(Old, 11);
    await node.sequencer.step();
    await moveTo(1);
    const consumer = 'test.switched_off';
    await node.parts.insertMissing(consumer, 1, 1);
    const stop = { consumer, subject: newId<UserId>(), position: 1, error: '', attempts: 1 };
    await node.stops.insert({ ...stop, state: 'stopped', waitMs: undefined }, { part: 0, fence: 0 });
    await retention.removeOld();
    expect((await types()).length).toBe(1);
    await database.write('UPDATE event_consumer SET until = UTC_TIMESTAMP(3) - INTERVAL 31 DAY WHERE name = ?', [
      consumer,
    ]);
    await retention.removeOld();
    expect(await types()).toEqual([]);
  });

  it('keeps events that have no position yet', async () => {
    await publish(Old, 11);
    await retention.removeOld();
    expect((await types()).length).toBe(1);
  });
});
