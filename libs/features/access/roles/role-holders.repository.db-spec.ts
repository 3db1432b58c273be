import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import type { Database } from '@platform/persistence/database';
import { idToBytes, newId } from '@platform/ids/ids';
import '../access.migration';
import { RoleHolders } from './role-holders.repository';

const HOLDERS = 3000;
const PAGE = 50;

describe('The holders of a role', () => {
  let databases: TestDatabases;
  let database: Database;
  let holders: RoleHolders;
  const ids = Array.from({ length: HOLDERS }, newId).sort();

  beforeAll(async () => {
    databases = await createTestDatabases();
    ({ database } = databases.main);
    holders = new RoleHolders(database);
    for (let start = 0; start < HOLDERS; start += 500) {
      const values = ids.slice(start, start + 500).flatMap((id) => [idToBytes(id), 'many', idToBytes(id), 'others']);
      const marks = Array(values.length / 2).fill('(?, ?, UTC_TIMESTAMP(3))');
      await database.write(`INSERT INTO access_user_role (user_id, role, given_at) VALUES ${marks.join(', ')}`, values);
    }
    await database.rows('ANALYZE TABLE access_user_role');
  });
  afterAll(() => databases.drop());

  it('are listed newest first, page by page, each once', async () => {
    const seen: string[] = [];
    for (let before: string | undefined; ; before = seen.at(-1)) {
      const page = await holders.holdersOf('many', before, PAGE);
      seen.push(...page);
      if (page.length < PAGE) break;
    }
    expect(seen).toEqual(ids.toReversed());
  });

  it('are read through the index, for any page of the list', async () => {
    for (const before of [undefined, ids[100]]) {
      const read = await database.transactions.run(async () => {
        const already = await rowsRead();
        expect(await holders.holdersOf('many', before, PAGE)).toHaveLength(PAGE);
        return (await rowsRead()) - already;
      });
      expect(read).toBeLessThan(PAGE + 100);
    }
  });

  async function rowsRead(): Promise<number> {
    const rows = await database.rows<{ Value: string }>("SHOW SESSION STATUS LIKE 'Handler\\_read\\_%'");
    return rows.reduce((sum, row) => sum + Number(row.Value), 0);
  }
});
