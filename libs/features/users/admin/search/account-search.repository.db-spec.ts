import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import type { SqlValue } from '@platform/persistence/connection-pool';
import type { Position } from '@platform/http/paging/cursors';
import type { Database } from '@platform/persistence/database';
import { idToBytes, newId } from '@platform/ids/ids';
import '../../users.migration';
import { AccountSearchRepository } from './account-search.repository';
import {
  activeWalk,
  createdWalk,
  displayNameWalk,
  emailDomainWalk,
  inRange,
  inState,
  newestWalk,
  stateWalk,
  usernameWalk,
  withoutUsername,
  type AccountWalk,
  type Condition,
} from './account-walks.rule';

const ROWS = 4000;
const PAGE = 21;
const BEGIN = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const DOMAIN = Buffer.alloc(32, 7);
const day = (at: number) => new Date(BEGIN + at * HOUR).toISOString().slice(0, 10);
const numbered = (at: number) => String(at).padStart(5, '0');

describe('AccountSearchRepository', () => {
  let databases: TestDatabases;
  let database: Database;
  let search: AccountSearchRepository;
  const ids = Array.from({ length: ROWS }, newId).sort();
  const all = ids.map((_, at) => at);
  const isSuspended = (at: number) => at % 50 === 0;
  /** Every fourth account is called Max, so that many rows have the same key. */
  const nameOf = (at: number) => (at % 4 ? `name ${numbered(at)}` : 'max');

  beforeAll(async () => {
    databases = await createTestDatabases();
    ({ database } = databases.main);
    search = new AccountSearchRepository(database);
    for (let start = 0; start < ROWS; start += 500) {
      const piece = all.slice(start, start + 500);
      const values = piece.flatMap((at) => [
        idToBytes(ids[at] as string),
        at % 5 ? Buffer.from(`user-${numbered(at)}`) : null,
        Buffer.from(nameOf(at)),
        Buffer.from(isSuspended(at) ? 'suspended' : 'active'),
        new Date(BEGIN + at * HOUR),
        at % 3 ? day(at) : null,
      ]);
      await database.write(
        `INSERT INTO users_account
           (id, username, display_name_key, state, created_at, last_active_on, locale, email_verified, version, updated_at)
         VALUES ${piece.map(() => "(?, ?, ?, ?, ?, ?, 'en', 0, 1, UTC_TIMESTAMP(3))").join(', ')}`,
        values,
      );
      await database.write(
        `INSERT INTO users_email_index (email_index, key_id, user_id, domain_index)
         VALUES ${piece.map(() => "(?, 'k', ?, ?)").join(', ')}`,
        piece.flatMap((at) => {
          const id = idToBytes(ids[at] as string);
          return [Buffer.concat([id, id]), id, at % 2 ? DOMAIN : Buffer.alloc(32, 8)];
        }),
      );
    }
    await database.rows('ANALYZE TABLE users_account, users_email_index');
  });
  afterAll(() => databases.drop());

  async function walked(walk: AccountWalk, also: readonly Condition[] = []): Promise<number[]> {
    const seen: number[] = [];
    for (let after: Position | undefined; ;) {
      const page = await search.page(walk, also, after, PAGE);
      seen.push(...page.map(({ account }) => ids.indexOf(account.id)));
      const last = page[PAGE - 1];
      if (!last) return seen;
      after = JSON.parse(JSON.stringify(walk.positionOf(last)));
    }
  }

  const newestFirst = all.toReversed();

  const walks: [string, AccountWalk, Condition[], number[]][] = [
    ['all accounts', newestWalk(), [], newestFirst],
    ['a state', stateWalk('suspended'), [], newestFirst.filter(isSuspended)],
    ['a username', usernameWalk('user-031'), [], all.filter((at) => at >= 3100 && at < 3200 && at % 5)],
    ['a username in a state', usernameWalk('user-0', 'suspended'), [], []],
    ['a username with a wildcard', usernameWalk('%'), [], []],
    [
      'a display name',
      displayNameWalk(Buffer.from('name 02')),
      [],
      all.filter((at) => at >= 2000 && at < 3000 && at % 4),
    ],
    ['a common display name', displayNameWalk(Buffer.from('ma')), [], all.filter((at) => at % 4 === 0)],
    [
      'a display name without accounts whose username matches',
      displayNameWalk(Buffer.from('max')),
      [withoutUsername('user-0')],
      all.filter((at) => at % 20 === 0),
    ],
    [
      'the creation time',
      createdWalk({ since: new Date(BEGIN + 100 * HOUR), until: new Date(BEGIN + 200 * HOUR) }),
      [],
      newestFirst.filter((at) => at >= 100 && at < 200),
    ],
    [
      'the last activity',
      activeWalk({ since: day(240), until: day(480) }),
      [],
      newestFirst.filter((at) => at >= 240 && at < 480 && at % 3),
    ],
    ['a domain', emailDomainWalk(DOMAIN), [], newestFirst.filter((at) => at % 2)],
    [
      'a domain, a state and a time at once',
      emailDomainWalk(DOMAIN),
      [inState('active'), ...inRange('created_at', { since: new Date(BEGIN + 3900 * HOUR) })],
      newestFirst.filter((at) => at % 2 && at >= 3900),
    ],
  ];

  it.each(walks)('returns %s to the end without a gap or a repetition', async (_what, walk, also, wanted) => {
    expect(await walked(walk, also)).toEqual(wanted);
    expect(await search.count(walk, also, ROWS)).toBe(wanted.length);
    expect(await search.count(walk, also, 10)).toBe(Math.min(10, wanted.length));
  });

  const deep = ids[2000] as string;
  const questions: [string, string, AccountWalk, Position | undefined][] = [
    ['the first page', 'PRIMARY', newestWalk(), undefined],
    ['a late page', 'PRIMARY', newestWalk(), [ids[100] as string]],
    ['a state', 'users_account_state', stateWalk('active'), [deep]],
    ['a rare state', 'users_account_state', stateWalk('suspended'), undefined],
    ['a username', 'users_account_username', usernameWalk('user-0'), ['user-02001']],
    ['a username in a rare state', 'users_account_state_username', usernameWalk('u', 'suspended'), undefined],
    ['a display name', 'users_account_display_name', displayNameWalk(Buffer.from('name')), undefined],
    [
      'a late page of a common display name',
      'users_account_display_name',
      displayNameWalk(Buffer.from('m')),
      [Buffer.from('max').toString('base64url'), ids[3600] as string],
    ],
    [
      'a late page by creation time',
      'users_account_created',
      createdWalk({ since: new Date(BEGIN) }),
      [new Date(BEGIN + 2000 * HOUR).toISOString(), deep],
    ],
    ['a late page by last activity', 'users_account_last_active', activeWalk({ since: day(0) }), [day(2000), deep]],
    ['a late page of a domain', 'users_email_index_domain', emailDomainWalk(DOMAIN), [deep]],
  ];

  it.each(questions)('reads %s through one index, without sorting', async (_what, index, walk, after) => {
    const [sql, values] = await statementOf(() => search.page(walk, [], after, PAGE));
    const [row] = await database.rows(`EXPLAIN FORMAT=JSON ${sql}`, values);
    const plan = String(Object.values(row as object)[0]);
    expect(plan).not.toMatch(/filesort|temporary/);
    expect(plan).toContain(`"${index}"`);
    // With a pattern, because MariaDB writes raw bytes of ids into its JSON, which a parser rejects.
    const countMethods = (key: string) =>
      [...plan.matchAll(new RegExp(`"${key}": ?"(\\w+)"`, 'g'))].map(([, way]) => way);
    const ofIndex = countMethods('index_access_type');
    const accessTypes = ofIndex.length > 0 ? ofIndex : countMethods('access_type');
    const byIndex = ['range', 'ref', 'eq_ref', 'index_range_scan', 'index_lookup'];
    expect(accessTypes.length).toBeGreaterThan(0);
    expect(accessTypes.filter((way) => !byIndex.includes(way as string))).toEqual([]);
  });

  it.each(questions)('reads for %s no more rows than it returns', async (_what, _index, walk, after) => {
    const read = await database.transactions.run(async () => {
      const before = await rowsRead();
      await search.page(walk, [], after, PAGE);
      return (await rowsRead()) - before;
    });
    // Reading the counters costs less than that.
    expect(read).toBeLessThan(PAGE * 2 + 100);
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
