import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import type { Database } from './database';

describe('A unit of work that inserts many rows', () => {
  let databases: TestDatabases;
  let database: Database;

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
    for (const table of ['one', 'two']) {
      await database.write(
        `CREATE TABLE ${table} (id int PRIMARY KEY, word varchar(40) NULL, bytes varbinary(8) NULL)`,
      );
    }
  });
  beforeEach(async () => {
    await database.write('DELETE FROM one');
    await database.write('DELETE FROM two');
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => databases.drop());

  const add = (table: string, id: number, refuse?: (error: unknown) => void) =>
    database.defer({
      table,
      sql: `INSERT INTO ${table} (id, word, bytes) VALUES`,
      row: '(?, ?, ?)',
      values: [id, `it's "${id}" ü\\`, id % 2 ? Buffer.from([id, 0, 39, 92]) : null],
      refuse,
    });
  const remove = (table: string, id: number) =>
    database.defer({ table, sql: `DELETE FROM ${table} WHERE id = ?`, values: [id] });
  const count = async (table: string) =>
    Number((await database.row<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`))?.n);

  it('writes them with one statement per table, in their order, before its next read', async () => {
    const [prepared, text] = [jest.spyOn(database.pool, 'execute'), jest.spyOn(database.pool, 'command')];
    await database.transactions.run(async () => {
      for (let id = 1; id <= 100; id++) await add(id % 2 ? 'one' : 'two', id);
      expect(await count('one')).toBe(50);
    });
    expect(prepared).toHaveBeenCalledTimes(1);
    expect(text.mock.calls.map(([, sql]) => sql.slice(0, 15))).toEqual([
      'START TRANSACTI',
      'INSERT INTO one',
      'INSERT INTO two',
    ]);
    expect(await database.row('SELECT * FROM one WHERE id = 7')).toEqual({
      id: 7,
      word: `it's "7" ü\\`,
      bytes: Buffer.from([7, 0, 39, 92]),
    });
    expect(await database.row('SELECT * FROM two WHERE id = 8')).toMatchObject({ bytes: null });
  });

  it('inserts no row if one already exists, and fails with the error of the write', async () => {
    await database.write('INSERT INTO two (id) VALUES (90)');
    const work = database.transactions.run(async () => {
      const refuse = () => {
        throw new Error('That number is taken.');
      };
      for (let id = 1; id <= 100; id++) await add(id % 2 ? 'one' : 'two', id, refuse);
      await count('one');
    });
    await expect(work).rejects.toThrow('That number is taken.');
    expect([await count('one'), await count('two')]).toEqual([0, 1]);
  });

  it('writes rows that are together larger than the largest packet of the server', async () => {
    await database.write('CREATE TABLE large (id int PRIMARY KEY, bytes mediumblob NOT NULL)');
    const text = jest.spyOn(database.pool, 'command');
    await database.transactions.run(async () => {
      for (let id = 1; id <= 40; id++)
        await database.defer({
          table: 'large',
          sql: 'INSERT INTO large (id, bytes) VALUES',
          row: '(?, ?)',
          values: [id, Buffer.alloc(300_000, id)],
        });
    });
    expect(await database.row('SELECT COUNT(*) AS n, SUM(LENGTH(bytes)) AS bytes FROM large')).toMatchObject({
      n: 40,
      bytes: '12000000',
    });
    const sizes = text.mock.calls.map(([, sql]) => sql.length);
    expect(Math.max(...sizes)).toBeLessThan(1024 * 1024);
    expect(sizes.length).toBeLessThan(45);
  });

  it('makes a change before the inserts that follow it, and after the inserts that precede it', async () => {
    await database.write('INSERT INTO one (id) VALUES (1)');
    await database.transactions.run(async () => {
      await remove('one', 1);
      for (let id = 1; id <= 50; id++) await add('one', id);
      await add('two', 1);
      await remove('one', 2);
    });
    expect([await count('one'), await count('two')]).toEqual([49, 1]);
  });
});
