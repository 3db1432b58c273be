import { Database } from '@platform/persistence/database';
import { idToBytes } from '@platform/ids/ids';
import { erasedColumnsOf } from '@platform/user-data/table-declaration';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { KeysDatabase } from '@platform/vault/keys-database/keys-database';
import { PASSWORD, TestApi } from '@test/support/test-api';
import { eraseUser, exportOf } from '@test/support/user-data';

describe('All data of one user', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());

  it('is exported completely, and is gone from every declared column after the erasure', async () => {
    const user = await api.register('whole', { username: 'whole-user', displayName: 'Whole' });
    const other = await api.register('stays');
    await api.login(user.email);
    await api.call('PATCH', '/v1/me', { token: user.token, body: { bio: 'A life in tables' } });
    const text = JSON.stringify(await exportOf(api.app, user.id));
    for (const known of [user.email, 'whole-user', 'A life in tables', 'auth.signed_in']) expect(text).toContain(known);
    expect(text).not.toMatch(/\$argon2|ukr_/);

    for (let time = 0; time < 2; time++) await eraseUser(api.app, user.id);

    // Columns that keep an ID after an erasure declare that, as those of the audit log do.
    expect(await rowsOf(user.id)).toEqual([]);
    expect((await rowsOf(other.id)).map(({ table }) => table)).toContain('users_account');
    const login = await api.call('POST', '/v1/auth/login', { body: { email: user.email, password: PASSWORD } });
    expect(login.body.code).toBe('auth.wrong_credentials');
    expect(
      (await api.call('POST', '/v1/auth/register', { body: { email: user.email, password: PASSWORD } })).status,
    ).toBe(201);
  });

  async function rowsOf(userId: string) {
    const found: { table: string; column: string; rows: number }[] = [];
    for (const name of ['main', 'keys'] as const) {
      const database = name === 'main' ? api.app.get(Database) : api.app.get(KeysDatabase);
      for (const table of api.app.get(UserDataRegistry).tablesIn(name)) {
        for (const column of erasedColumnsOf(table)) {
          const sql = `SELECT COUNT(*) AS n FROM ${table.name} WHERE ${column} = ?`;
          const row = await database.row<{ n: number }>(sql, [idToBytes(userId)]);
          if (Number(row?.n) > 0) found.push({ table: table.name, column, rows: Number(row?.n) });
        }
      }
    }
    return found;
  }
});
