import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { Database } from './database';

describe('A read replica', () => {
  let primary: TestDatabases;
  let copy: TestDatabases;
  let database: Database;

  beforeAll(async () => {
    [primary, copy] = [await createTestDatabases(), await createTestDatabases()];
    for (const [{ main }, word] of [
      [primary, 'primary'],
      [copy, 'replica'],
    ] as const) {
      await main.database.write('CREATE TABLE place (word varchar(10) PRIMARY KEY)');
      await main.database.write('INSERT INTO place VALUES (?)', [word]);
    }
    database = new Database(primary.main.database.pool, copy.main.database.pool);
  });
  afterAll(async () => {
    await primary.drop();
    await copy.drop();
  });

  const words = (rows: { word: string }[]) => rows.map(({ word }) => word);

  it('answers only reads that may lag, and never inside a transaction', async () => {
    const sql = 'SELECT word FROM place';
    expect(words(await database.rowsThatMayLag(sql))).toEqual(['replica']);
    expect(words(await database.rows(sql))).toEqual(['primary']);
    await database.transactions.run(async () => {
      expect(words(await database.rowsThatMayLag(sql))).toEqual(['primary']);
    });
  });
});
