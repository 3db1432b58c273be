import fc from 'fast-check';
import { anyText } from '@test/support/any-text';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { sqlText } from './sql-text.rule';
import type { SqlValue } from './connection-pool';

const COLUMNS = 'bytes, words, small, big, moment, document';
const PLACES = '(?, ?, ?, ?, ?, ?)';

describe('Values written into a statement', () => {
  let databases: TestDatabases;
  beforeAll(async () => {
    databases = await createTestDatabases();
    await databases.main.database.write(`CREATE TABLE kept (how char(8) NOT NULL, bytes varbinary(600) NULL,
      words varchar(400) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL, small double NULL, big bigint NULL,
      moment datetime(3) NULL, document json NULL)`);
  });
  afterAll(() => databases.drop());

  const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
  const text = fc.oneof(
    anyText({ maxLength: 100 }),
    fc.constantFrom(
      "'",
      '\\',
      "\\'; DROP TABLE kept; --",
      '?',
      'a?b',
      '%',
      '\0',
      'ſK＠',
      '😀',
      "''",
      '/*',
      '\u2028',
      '',
    ),
  );
  const row: fc.Arbitrary<SqlValue[]> = fc.tuple(
    orNull(fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))),
    orNull(text),
    orNull(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 })),
    orNull(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    orNull(fc.date({ min: new Date('1970-01-02'), max: new Date('2200-01-01'), noInvalidDate: true })),
    orNull(text.map((words) => JSON.stringify({ words }))),
  );

  it('arrive like parameters, whatever their content', async () => {
    const { database } = databases.main;
    await fc.assert(
      fc.asyncProperty(row, async (values) => {
        await database.write('DELETE FROM kept');
        await database.write(`INSERT INTO kept (how, ${COLUMNS}) VALUES ('prepared', ${PLACES.slice(1)}`, values);
        const connection = await database.pool.multiStatementPool.acquire();
        try {
          const written = sqlText(`INSERT INTO kept (how, ${COLUMNS}) VALUES ('written', ${PLACES.slice(1)}`, values);
          await database.pool.multiStatementPool.command(connection, written);
        } finally {
          connection.release();
        }
        const [first, second, ...more] = await database.rows(`SELECT ${COLUMNS} FROM kept ORDER BY how`);
        expect(more).toEqual([]);
        expect(second).toEqual(first);
      }),
      { numRuns: 300, examples: [[[null, null, -0, null, null, null]]] },
    );
  });

  it.each([[Number.NaN], [Infinity], [undefined], [{}], [true]])('cannot be %p', (value) => {
    expect(() => sqlText('SELECT ?', [value as SqlValue])).toThrow('cannot be used as a value');
  });

  it('must be as many as there are placeholders', () => {
    expect(() => sqlText('SELECT ?, ?', [1])).toThrow('1 values for 2 placeholders');
  });
});
