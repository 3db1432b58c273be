import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import type { SqlValue } from '@platform/persistence/connection-pool';
import type { Database } from '@platform/persistence/database';
import { idToBytes, newId } from '@platform/persistence/ids';
import '../users.migration';
import { AccountSearchRepository } from './account-search.repository';

const ROWS = 4000;
const PAGE = 21;

describe('AccountSearchRepository', () => {
  let databases: TestDatabases;
  let database: Database;
  let search: AccountSearchRepository;
  const ids = Array.from({ length: ROWS }, newId).sort();

  beforeAll(async () => {
    databases = await createTestDatabases();
    ({ database } = databases.main);
    search = new AccountSearchRepository(database);
    // Every fifth has no username, every fiftieth is suspended.
    for (let start = 0; start < ROWS; start += 500) {
      const values = ids.slice(start, start + 500).flatMap((id, n) => {
        const at = start + n;
        return [
          idToBytes(id),
          at % 5 ? Buffer.from(`user-${String(at).padStart(5, '0')}`) : null,
          Buffer.from(at % 50 ? 'active' : 'suspended'),
        ];
      });
      const marks = Array(values.length / 3)
        .fill("(?, ?, 'en', 0, ?, 1, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))")
        .join(', ');
      await database.write(
        `INSERT INTO users_account (id, username, locale, email_verified, state, version, created_at, updated_at) VALUES ${marks}`,
        values,
      );
    }
    await database.rows('ANALYZE TABLE users_account');
  });
  afterAll(() => databases.drop());

  it('lists newest first', async () => {
    const first = await search.newest(undefined, PAGE);
    expect(first.map(({ id }) => id)).toEqual(ids.slice(-PAGE).reverse());
    const next = await search.newest(first.at(-1)?.id, PAGE);
    expect(next.map(({ id }) => id)).toEqual(ids.slice(-2 * PAGE, -PAGE).reverse());
  });

  it('walks a state to its end without a gap or a repetition', async () => {
    const seen: string[] = [];
    for (let last: string | undefined; ; last = seen.at(-1)) {
      const page = await search.newestInState('suspended', last, PAGE);
      seen.push(...page.map(({ id }) => id));
      if (page.length < PAGE) break;
    }
    expect(seen).toEqual(ids.filter((_, at) => at % 50 === 0).reverse());
  });

  it('walks a prefix in the order of usernames, and stays inside it', async () => {
    const seen: string[] = [];
    for (let last: string | undefined; ; last = seen.at(-1)) {
      const page = await search.byUsername('user-031', last, PAGE);
      seen.push(...page.map(({ username }) => username as string));
      if (page.length < PAGE) break;
    }
    expect(seen).toEqual(
      Array.from({ length: 100 }, (_, n) => 3100 + n)
        .filter((at) => at % 5)
        .map((at) => `user-0${at}`),
    );
    expect(await search.byUsername('user-9', undefined, PAGE)).toEqual([]);
    expect(await search.byUsername('%', undefined, PAGE)).toEqual([]);
  });

  it('walks a prefix within a state', async () => {
    const found = await search.byUsernameInState('user-0', 'active', undefined, PAGE);
    expect(found).toHaveLength(PAGE);
    expect(await search.byUsernameInState('user-0', 'suspended', undefined, PAGE)).toEqual([]);
  });

  const questions: [string, string, () => Promise<unknown>][] = [
    ['the first page', 'PRIMARY', () => search.newest(undefined, PAGE)],
    ['a page deep inside', 'PRIMARY', () => search.newest(ids[100], PAGE)],
    ['a state', 'users_account_state', () => search.newestInState('active', ids[2000], PAGE)],
    ['a rare state', 'users_account_state', () => search.newestInState('suspended', undefined, PAGE)],
    ['a username', 'users_account_username', () => search.byUsername('user-0', 'user-02001', PAGE)],
    [
      'a username in a rare state',
      'users_account_state_username',
      () => search.byUsernameInState('u', 'suspended', undefined, PAGE),
    ],
  ];

  it.each(questions)('asks for %s along one index, without sorting', async (_what, index, ask) => {
    const [sql, values] = await statementOf(ask);
    const [row] = await database.rows(`EXPLAIN FORMAT=JSON ${sql}`, values);
    const plan = String(Object.values(row as object)[0]);
    expect(plan).not.toMatch(/filesort|temporary/);
    expect(plan).toContain(`"${index}"`);
    // By pattern: MariaDB writes the bytes of ids into its JSON, which no parser then takes.
    const waysIn = (key: string) => [...plan.matchAll(new RegExp(`"${key}": ?"(\\w+)"`, 'g'))].map(([, way]) => way);
    const ofIndex = waysIn('index_access_type');
    const ways = ofIndex.length > 0 ? ofIndex : waysIn('access_type');
    expect(ways).toHaveLength(1);
    expect(['range', 'ref', 'index_range_scan', 'index_lookup']).toContain(ways[0]);
  });

  it.each(questions)('reads for %s no more rows than it shows', async (_what, _index, ask) => {
    const read = await database.transactions.run(async () => {
      const before = await rowsRead();
      await ask();
      return (await rowsRead()) - before;
    });
    // What asking for the counters costs by itself is less than that.
    expect(read).toBeLessThan(PAGE + 100);
  });

  async function statementOf(ask: () => Promise<unknown>): Promise<[string, readonly SqlValue[]]> {
    const spy = jest.spyOn(database, 'rowsThatMayLag');
    await ask();
    const [sql, values] = spy.mock.calls[0] as [string, SqlValue[]];
    spy.mockRestore();
    return [sql, values];
  }

  async function rowsRead(): Promise<number> {
    const rows = await database.rows<{ Value: string }>("SHOW SESSION STATUS LIKE 'Handler\\_read\\_%'");
    return rows.reduce((sum, row) => sum + Number(row.Value), 0);
  }
});
