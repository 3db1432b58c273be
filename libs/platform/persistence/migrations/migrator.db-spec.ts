import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import type { SqlValue } from '../connection-pool';
import { Database } from '../database';
import { defineMigration } from './migration';
import { EditedMigration, Migrator } from './migrator';

const STATEMENTS = [
  'CREATE TABLE fruit (id int NOT NULL, PRIMARY KEY (id)) ENGINE=InnoDB',
  'ALTER TABLE fruit ADD COLUMN name varchar(20) NULL',
  'ALTER TABLE fruit ADD KEY fruit_name (name)',
  'CREATE TABLE basket (id int NOT NULL, PRIMARY KEY (id)) ENGINE=InnoDB',
  'ALTER TABLE basket DROP PRIMARY KEY, ADD PRIMARY KEY (id)',
];

describe('Migrator', () => {
  let databases: TestDatabases;
  let database: Database;

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
    defineMigration('main', '9999-01-01.test.fruit', STATEMENTS);
  });
  afterEach(async () => {
    await database.write('DROP TABLE IF EXISTS fruit, basket');
    await database.write("DELETE FROM platform_migration WHERE name = '9999-01-01.test.fruit'");
  });
  afterAll(() => databases.drop());

  const migrator = (over: Database = database) => new Migrator(over, 'main', databases.main.server.kind);
  const schema = async () =>
    database.rows(
      `SELECT table_name AS t, column_name AS c, column_type AS d FROM information_schema.columns
       WHERE table_schema = DATABASE() AND table_name IN ('fruit', 'basket') ORDER BY 1, 2`,
    );

  it('reaches the schema of a clean run, wherever an earlier run was killed', async () => {
    await migrator().run();
    const clean = await schema();
    expect(clean).toHaveLength(3);
    await database.write('DROP TABLE fruit, basket');
    await database.write("DELETE FROM platform_migration WHERE name = '9999-01-01.test.fruit'");
    let killed = 0;
    for (let writes = 1; ; writes++) {
      for (const when of ['before', 'after'] as const) {
        const dying = new DyingDatabase(database, writes, when);
        const survived = await migrator(dying)
          .run()
          .then(
            () => true,
            () => false,
          );
        if (survived) return expect(killed).toBeGreaterThan(20);
        killed++;
        // A killed process does not release its lease, which expires.
        await database.write('UPDATE platform_lease SET until = UTC_TIMESTAMP(3)');
        await migrator().run();
        expect(await schema()).toEqual(clean);
        expect(await migrator().pending()).toEqual([]);
        await database.write('DROP TABLE fruit, basket');
        await database.write("DELETE FROM platform_migration WHERE name = '9999-01-01.test.fruit'");
      }
    }
  });

  it('runs once when several nodes start together', async () => {
    const done = await Promise.all(Array.from({ length: 4 }, () => migrator().run()));
    expect(done.flat()).toEqual(['9999-01-01.test.fruit']);
  });

  it('rejects a step that was edited after it had run', async () => {
    await migrator().run();
    await database.write(
      "UPDATE platform_migration SET checksum = REPEAT('x', 32) WHERE name = '9999-01-01.test.fruit'",
    );
    await expect(migrator().run()).rejects.toThrow(EditedMigration);
  });

  it('reports an error of a first run instead of treating it as the result of an interrupted one', async () => {
    await database.write('CREATE TABLE fruit (other int)');
    await expect(migrator().run()).rejects.toThrow(/already exists/);
  });
});

/** Fails at its nth write and at every later one: before the statement is sent, or after it has run. */
class DyingDatabase extends Database {
  private left: number;

  constructor(
    private readonly alive: Database,
    writes: number,
    private readonly when: 'before' | 'after',
  ) {
    super(alive.pool);
    this.left = writes;
  }

  override async write(sql: string, values: readonly SqlValue[] = []) {
    this.left--;
    if (this.left < 0 || (this.left === 0 && this.when === 'before')) throw new Error('killed');
    const result = await this.alive.write(sql, values);
    if (this.left === 0) throw new Error('killed');
    return result;
  }
}
