import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { compareWithSchema } from '@platform/user-data/describe-schema';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { Database } from '@platform/persistence/database';
import { KeysDatabase } from '@platform/vault/keys-database/keys-database';
import { TestApi } from '@test/support/test-api';

describe('The schema', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.start();
    await api.app.get(DataSource).initialize();
  });
  afterAll(() => api.stop());

  const proposed = async () => {
    const log = await api.app.get(DataSource).driver.createSchemaBuilder().log();
    return log.upQueries.map(({ query }) => query);
  };
  const tablesOf = async (name: typeof Database | typeof KeysDatabase) => {
    const rows = await api.app
      .get(name)
      .rows<{ name: string }>(
        'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
      );
    return rows.map((row) => row.name);
  };
  const undeclared = async () => [
    ...(await compareWithSchema(api.app.get(UserDataRegistry), api.app.get(Database), 'main')),
    ...(await compareWithSchema(api.app.get(UserDataRegistry), api.app.get(KeysDatabase), 'keys')),
  ];

  it('matches the entities: a generated migration would be empty', async () => {
    const entities = api.app.get(DataSource).entityMetadatas.map(({ tableName }) => tableName);
    expect(entities).toEqual(expect.arrayContaining(['users_account', 'auth_session', 'event_log']));
    expect(await proposed()).toEqual([]);
  });

  it('is compared with the entities, so that differences are detected', async () => {
    const database = api.app.get(Database);
    await database.write('ALTER TABLE users_account MODIFY bio varchar(400) NULL');
    expect((await proposed()).join()).toContain('bio');
    await database.write('ALTER TABLE users_account MODIFY bio varchar(500) NULL');
    expect(await proposed()).toEqual([]);
  });

  it('has an entity for each table that ADR 2 does not name', async () => {
    const decision = readFileSync(join(__dirname, '../../docs/adr/0002-typeorm-behind-one-driver.md'), 'utf8');
    const exceptions = [...decision.matchAll(/^\| +((?:`[a-z_]+`(?:, )?)+) +\|/gm)]
      .flatMap(([, names = '']) => names.split(', '))
      .map((name) => name.slice(1, -1));
    const tables = new Set([...(await tablesOf(Database)), ...(await tablesOf(KeysDatabase))]);
    const entities = new Set(api.app.get(DataSource).entityMetadatas.map(({ tableName }) => tableName));
    expect([...tables].filter((table) => !entities.has(table)).sort()).toEqual(exceptions.sort());
  });

  it('has no undeclared table or column', async () => {
    expect(await undeclared()).toEqual([]);
  });

  it('reports a table or column that is added without a declaration', async () => {
    const database = api.app.get(Database);
    await database.write('ALTER TABLE users_account ADD COLUMN shoe_size int NULL');
    await database.write('CREATE TABLE diary (user_id binary(16) PRIMARY KEY, entry text)');
    const reported = (await undeclared()).join('\n');
    expect(reported).toContain('shoe_size');
    expect(reported).toContain('diary');
    await database.write('ALTER TABLE users_account DROP COLUMN shoe_size');
    await database.write('DROP TABLE diary');
    expect(await undeclared()).toEqual([]);
  });
});
