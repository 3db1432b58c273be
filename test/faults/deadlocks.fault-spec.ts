import { createConnection, type Connection } from 'mysql2/promise';
import { addressOf, ConnectionPool, schemaOf } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';
import { countDeadlocks, DEADLOCK, serverDeadlocks } from './support/server-deadlocks';

const WRITERS = 8;
const ROWS = 4;

describe('Writers in opposite orders', () => {
  const chance = new Chance('deadlocks');
  const wanted = roundsOf({ short: 40, full: 1000 });
  let databases: TestDatabases;
  let counted: { deadlocks: number };
  let database: Database;
  let surfaced = 0;

  beforeAll(async () => {
    databases = await createTestDatabases();
    // The long deadlines make sure that even on a busy machine only deadlocks fail.
    const pool = new ConnectionPool(databases.mainUrl, WRITERS, { acquireMs: 20_000, statementMs: 20_000 });
    counted = countDeadlocks(pool);
    database = new Database(pool);
    await database.write('CREATE TABLE account (id int PRIMARY KEY, sum int NOT NULL) ENGINE=InnoDB');
  });
  beforeEach(async () => {
    surfaced = 0;
    await database.write('DELETE FROM account');
    await database.write(
      `INSERT INTO account VALUES ${Array.from({ length: ROWS }, (_, i) => `(${i}, 0)`).join(', ')}`,
    );
  });
  afterAll(async () => {
    await database.close();
    await databases.drop();
  });

  const sums = async () =>
    (await database.rows<{ sum: number }>('SELECT sum FROM account ORDER BY id')).map((row) => row.sum);

  /** Transfers amounts between rows as fast as possible, until there were enough deadlocks. */
  const untilEnough = async (transfer: (from: number, to: number, amount: number) => Promise<void>) => {
    const expected = Array<number>(ROWS).fill(0);
    const server = await serverDeadlocks(database);
    counted.deadlocks = 0;
    const writer = async () => {
      while (Math.max(counted.deadlocks, surfaced) < wanted) {
        const from = chance.below(ROWS);
        const to = (from + 1 + chance.below(ROWS - 1)) % ROWS;
        const amount = 1 + chance.below(9);
        try {
          await transfer(from, to, amount);
          expected[from] = (expected[from] ?? 0) - amount;
          expected[to] = (expected[to] ?? 0) + amount;
        } catch (error) {
          if ((error as { errno?: number }).errno !== DEADLOCK) throw error;
          surfaced++;
        }
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, writer));
    expect(await sums()).toEqual(expected);
    // Other tests on the same server may add to its count.
    expect((await serverDeadlocks(database)) - server).toBeGreaterThanOrEqual(wanted);
  };
  const CHANGE = 'UPDATE account SET sum = sum + ? WHERE id = ?';

  it('see no deadlock and make every change exactly once', async () => {
    await untilEnough((from, to, amount) =>
      database.transactions.run(async () => {
        await database.write(CHANGE, [-amount, from]);
        await database.write(CHANGE, [amount, to]);
      }),
    );
    expect(surfaced).toBe(0);
    const rounds = counted.deadlocks;

    const control = await withoutRetry();
    expect(control).toBeGreaterThanOrEqual(wanted);
    report({
      fault: 'transactions that write the same rows in opposite orders',
      rounds,
      losses: 0,
      control: `without retries: ${control} of ${control} deadlocks reached the caller`,
    });
  });

  /** The control: the same writers on separate connections, without retries. */
  const withoutRetry = async () => {
    surfaced = 0;
    await database.write('UPDATE account SET sum = 0');
    const idle: Connection[] = await Promise.all(
      Array.from({ length: WRITERS }, () =>
        createConnection({ ...addressOf(databases.mainUrl), database: schemaOf(databases.mainUrl) }),
      ),
    );
    await untilEnough(async (from, to, amount) => {
      const connection = idle.pop() as Connection;
      try {
        await connection.query('START TRANSACTION');
        await connection.query(CHANGE, [-amount, from]);
        await connection.query(CHANGE, [amount, to]);
        await connection.query('COMMIT');
      } finally {
        await connection.query('ROLLBACK');
        idle.push(connection);
      }
    });
    await Promise.all(idle.map((connection) => connection.end()));
    return surfaced;
  };

  it('see no deadlock when single statements lock the rows in opposite orders', async () => {
    await untilEnough(async (from, to, amount) => {
      const order = chance.below(2) ? 'ASC' : 'DESC';
      // Slow enough for two statements to overlap.
      await database.write(
        `UPDATE account SET sum = sum + CASE id WHEN ? THEN ? WHEN ? THEN ? ELSE 0 END + SLEEP(0.001) ORDER BY id ${order} LIMIT ${ROWS}`,
        [from, -amount, to, amount],
      );
    });
    expect(surfaced).toBe(0);
    report({ fault: 'single statements that lock rows in opposite orders', rounds: counted.deadlocks, losses: 0 });
  });
});
