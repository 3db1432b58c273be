import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import type { Database } from '@platform/persistence/database';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { EventLogRepository, type EventFilter } from './event-log.repository';

const COUNT = 20_000;
const START = Date.parse('2026-01-01T00:00:00Z');
const USER = '01900000-0000-7000-8000-000000000001' as UserId;
const TYPE = 'test_pages.changed';
const LIMIT = 50;
/** Far below the number of entries that are newer or older than the page. */
const FEW = 4 * LIMIT;

describe('A page of the event log', () => {
  let databases: TestDatabases;
  let database: Database;
  let log: EventLogRepository;

  beforeAll(async () => {
    databases = await createTestDatabases();
    ({ database } = databases.main);
    log = new EventLogRepository(database);
    const digits = `(${Array.from({ length: 10 }, (_, d) => `SELECT ${d} AS d`).join(' UNION ALL ')})`;
    const numbers = `(SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d AS k
       FROM ${['a', 'b', 'c', 'e', 'f'].map((name) => `${digits} ${name}`).join(', ')}) numbers`;
    await database.write(
      `INSERT INTO event_log (seq, id, at, type, version, actor_kind, actor_id, subject_id, facts, format, leaf_hash)
       SELECT k + 1, UNHEX(CONCAT(LPAD(HEX(${START} + k * 1000), 12, '0'), '7000800000000000', LPAD(HEX(k), 4, '0'))),
         FROM_UNIXTIME(${START / 1000} + k), '${TYPE}', 1, 'user', ?, ?, '{}', 1, REPEAT('x', 32)
       FROM ${numbers} WHERE k < ${COUNT} ORDER BY k`,
      [idToBytes(USER), idToBytes(USER)],
    );
    await database.write('ANALYZE TABLE event_log');
  });
  afterAll(() => databases.drop());

  /** The number of index entries and rows that the server has read on this connection. */
  async function rowsRead(): Promise<number> {
    const rows = await database.rows<{ Value: string }>(
      `SHOW SESSION STATUS WHERE Variable_name IN ('Handler_read_next', 'Handler_read_prev', 'Handler_read_rnd_next')`,
    );
    return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
  }

  it.each<[string, EventFilter]>([
    ['of a user', { subjectId: USER }],
    ['of a user and a type', { subjectId: USER, type: TYPE }],
    ['of an actor', { actorId: USER }],
    ['of a type', { type: TYPE }],
    ['of all events', {}],
  ])('%s reads only its own entries, also in the middle of many', async (_what, filter) => {
    const middle = new Date(START + (COUNT / 2) * 1000);
    for (const range of [
      { until: middle, order: 'newest' },
      { since: middle, order: 'oldest' },
    ] as const)
      await database.transactions.run(async () => {
        const before = await rowsRead();
        const page = await log.find({ ...filter, ...range }, undefined, LIMIT);
        const first = range.order === 'newest' ? COUNT / 2 - 1 : COUNT / 2;
        expect([page.length, page[0]?.seq]).toEqual([LIMIT, first + 1]);
        const ownCost = await rowsRead();
        // The second count has read the rows of the first SHOW statement, too.
        const shown = (await rowsRead()) - ownCost;
        expect(ownCost - before - shown).toBeLessThan(FEW);
      });
  });

  it('continues after an ID', async () => {
    const after = (await log.find({ type: TYPE }, undefined, LIMIT)).at(-1)?.id;
    const [next] = await log.find({ type: TYPE }, after, LIMIT);
    expect(next?.seq).toBe(COUNT - LIMIT);
  });
});
