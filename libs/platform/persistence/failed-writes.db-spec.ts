import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import type { Database } from './database';
import { ConcurrentChange, duplicateKeyOf } from './failures';

describe('A duplicate key', () => {
  let databases: TestDatabases;
  let database: Database;

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
    for (const table of ['person', 'entry'])
      await database.write(`CREATE TABLE ${table} (id int PRIMARY KEY, n int NOT NULL)`);
  });
  beforeEach(async () => {
    await database.write('DELETE FROM person');
    await database.write('DELETE FROM entry');
    await database.write('INSERT INTO person VALUES (1, 0)');
    await database.write('INSERT INTO entry VALUES (1, 0)');
  });
  afterAll(() => databases.drop());

  const insertion = (table: string, id: number, problem: () => Error) => ({
    table,
    sql: `INSERT INTO ${table} (id, n) VALUES`,
    row: '(?, ?)',
    values: [id, 0],
    refuse: (error: unknown) => {
      if (duplicateKeyOf(error) === 'PRIMARY') throw problem();
    },
  });
  const addPerson = (id: number) => database.defer(insertion('person', id, () => new Error(`Person ${id} exists.`)));
  const addEntry = (id: number) => database.insertAtEnd(insertion('entry', id, () => new ConcurrentChange()));
  const count = () => database.write('UPDATE person SET n = n + 1 WHERE id = 1');
  const countDeferred = () =>
    database.defer({ table: 'person', sql: 'UPDATE person SET n = n + 1 WHERE id = ?', values: [1] });
  const people = () => database.rows<{ id: number; n: number }>('SELECT id, n FROM person ORDER BY id');

  it('of a row at the end retries the transaction, although other inserts report their own duplicate keys', async () => {
    let attempts = 0;
    await database.transactions.run(async () => {
      attempts++;
      await addPerson(2);
      await addEntry(attempts);
    });
    expect([await people(), attempts]).toEqual([[expect.objectContaining({ id: 1 }), { id: 2, n: 0 }], 2]);
  });

  it('of an insert is reported by this insert, although a row at the end would retry', async () => {
    let attempts = 0;
    const work = database.transactions.run(async () => {
      attempts++;
      await addPerson(1);
      await addEntry(2);
    });
    await expect(work).rejects.toThrow('Person 1 exists.');
    expect(attempts).toBe(1);
  });

  it('fails only the transaction that has it, if others share the commit', async () => {
    const outcomes = await Promise.allSettled([
      database.transactions.run(async () => {
        await countDeferred();
        await addEntry(2);
      }),
      database.transactions.run(async () => {
        await addPerson(1);
        await addEntry(3);
      }),
    ]);
    expect(outcomes).toMatchObject([{ status: 'fulfilled' }, { reason: { message: 'Person 1 exists.' } }]);
    expect(await people()).toEqual([{ id: 1, n: 1 }]);
  });

  it('of many rows is reported only by the rows of their table', async () => {
    let attempts = 0;
    await database.transactions.run(async () => {
      attempts++;
      for (let id = 2; id <= 41; id++) await addPerson(id);
      await database.defer(insertion('entry', attempts, () => new ConcurrentChange()));
      await count();
    });
    expect([(await people()).length, attempts]).toEqual([41, 2]);
  });
});
