import { LEASE_TABLE } from '@platform/persistence/leases';
import { HISTORY_TABLE } from '@platform/persistence/migrations/migrator';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { compareWithSchema } from './describe-schema';
import { PERSISTENCE_TABLES } from './persistence-tables';
import type { ColumnDeclaration, TableDeclaration } from './table-declaration';
import type { UserDataProvider } from './user-data-provider';
import { UserDataRegistry } from './user-data-registry';

const COLUMN: ColumnDeclaration = { personal: true, why: 'For this test.', kept: 'until it ends' };
const TABLES: TableDeclaration[] = [
  { name: 'note', holds: 'user-data', userColumns: ['user_id'], columns: { user_id: COLUMN, body: COLUMN } },
  { name: 'kind', holds: 'no-user-data', why: 'A fixed list.', columns: {} },
];

describe('compareWithSchema', () => {
  let databases: TestDatabases;

  beforeAll(async () => {
    databases = await createTestDatabases();
    // The first migration creates these tables, but this spec has no migrations.
    for (const table of [HISTORY_TABLE, LEASE_TABLE]) await databases.main.database.write(table);
  });
  beforeEach(async () => {
    await databases.main.database.write('CREATE TABLE note (user_id binary(16) PRIMARY KEY, body varbinary(99))');
    await databases.main.database.write('CREATE TABLE kind (id int PRIMARY KEY)');
  });
  afterEach(async () => {
    for (const table of ['note', 'kind', 'planted']) {
      await databases.main.database.write(`DROP TABLE IF EXISTS ${table}`);
    }
  });
  afterAll(() => databases.drop());

  async function differences(tables: readonly TableDeclaration[] = TABLES): Promise<string[]> {
    const registry = new UserDataRegistry();
    for (const [name, declared] of [
      ['persistence', PERSISTENCE_TABLES],
      ['test', tables],
    ] as const)
      registry.register({ name, tables: declared, order: 0 } as unknown as UserDataProvider);
    return compareWithSchema(registry, databases.main.database);
  }

  it('reports nothing when everything is declared', async () => {
    expect(await differences()).toEqual([]);
  });

  it('reports an undeclared table', async () => {
    await databases.main.database.write('CREATE TABLE planted (id int PRIMARY KEY, email varchar(99))');
    expect(await differences()).toEqual(['The table planted is in the database and no feature declares it.']);
  });

  it('reports an undeclared column', async () => {
    await databases.main.database.write('ALTER TABLE note ADD COLUMN planted int');
    expect(await differences()).toEqual(['The column note.planted is in the database and not declared.']);
  });

  it('reports a declared table and a declared column that do not exist', async () => {
    await databases.main.database.write('DROP TABLE kind');
    await databases.main.database.write('ALTER TABLE note DROP COLUMN body');
    expect(await differences()).toEqual([
      'The column note.body is declared and not in the database.',
      'The table kind is declared and not in the database.',
    ]);
  });

  it('reports personal columns without a time or a reason, and tables without user data without a reason', async () => {
    const [note, kind] = TABLES as [TableDeclaration, TableDeclaration];
    const columns = { user_id: { ...COLUMN, kept: '' }, body: { ...COLUMN, why: ' ' } };
    expect(
      await differences([
        { ...note, columns },
        { ...kind, why: undefined },
      ]),
    ).toEqual([
      'note.user_id is personal and its declaration does not say how long it is kept.',
      'note.body is personal and its declaration does not say why it is needed.',
      'kind is declared to hold no user data, and does not say why.',
    ]);
  });

  it('reports a personal column hidden in a table without user data, and a user column that is not declared', async () => {
    const [note, kind] = TABLES as [TableDeclaration, TableDeclaration];
    expect(
      await differences([
        { ...note, userColumns: ['owner'] },
        { ...kind, columns: { id: COLUMN } },
      ]),
    ).toEqual([
      'note names owner as a user column, and does not declare that column.',
      'kind.id is personal, in a table declared to hold no user data.',
    ]);
  });
});
