import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import type { SqlValue } from '../connection-pool';
import { Database } from '../database';
import { defineMigration } from './migration';
import { MigrationRefused, Migrator } from './migrator';

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

  const everything = async () => ({
    columns: await database.rows(
      `SELECT table_name AS t, column_name AS c FROM information_schema.columns
       WHERE table_schema = DATABASE() ORDER BY 1, 2`,
    ),
    migrations: await database.rows('SELECT * FROM platform_migration ORDER BY name'),
    leases: await database.rows('SELECT * FROM platform_lease ORDER BY name'),
  });

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
    await expect(migrator().run()).rejects.toThrow(MigrationRefused);
  });

  it('refuses a table that no migration has created, again at the next start, and changes nothing', async () => {
    await database.write('CREATE TABLE basket (other int)');
    const before = await everything();
    for (let start = 0; start < 2; start++) {
      await expect(migrator().run()).rejects.toThrow(
        'The table basket exists, but the migration 9999-01-01.test.fruit that creates it has not run',
      );
    }
    expect(await everything()).toEqual(before);
  });

  it('refuses a schema with migrations of another version, and changes nothing', async () => {
    await database.write(
      `INSERT INTO platform_migration (name, checksum, begun, done, completed_at)
       VALUES ('2001-01-01.other.tables', REPEAT('x', 32), 1, 1, UTC_TIMESTAMP(3))`,
    );
    const before = await everything();
    await expect(migrator().run()).rejects.toThrow('for example 2001-01-01.other.tables, and cannot migrate it');
    expect(await everything()).toEqual(before);
    await database.write("DELETE FROM platform_migration WHERE name = '2001-01-01.other.tables'");
    await migrator().run();
    expect(await migrator().pending()).toEqual([]);
  });

  it('does not count a statement that failed with an error as done at the next start', async () => {
    // Another program adds the column after the check of the schema.
    const failing = new InterruptedDatabase(database, 'ALTER TABLE fruit ADD COLUMN name', async () => {
      await database.write('ALTER TABLE fruit ADD COLUMN name int NULL');
    });
    for (const over of [failing, database]) await expect(migrator(over).run()).rejects.toThrow('Duplicate column');
    await database.write('ALTER TABLE fruit DROP COLUMN name');
    await migrator().run();
    expect(await schema()).toContainEqual({ t: 'fruit', c: 'name', d: 'varchar(20)' });
  });

  it('refuses a table with other columns where an interrupted migration would have created it', async () => {
    const killed = new InterruptedDatabase(database, 'CREATE TABLE basket', () => Promise.reject(new Error('killed')));
    await expect(migrator(killed).run()).rejects.toThrow('killed');
    await database.write('CREATE TABLE basket (other int)');
    await expect(migrator().run()).rejects.toThrow('The table basket has other columns');
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

/** Does something before the statement that starts with a text. */
class InterruptedDatabase extends Database {
  constructor(
    private readonly wrapped: Database,
    private readonly start: string,
    private readonly before: () => Promise<void>,
  ) {
    super(wrapped.pool);
  }

  override async write(sql: string, values: readonly SqlValue[] = []) {
    if (sql.startsWith(this.start)) await this.before();
    return this.wrapped.write(sql, values);
  }
}
