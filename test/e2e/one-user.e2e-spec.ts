import { Database } from '@platform/persistence/database';
import { idToBytes } from '@platform/persistence/ids';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { KeysDatabase } from '@platform/vault/keys-database/keys-database';
import { PASSWORD, TestApi } from '@test/support/test-api';

describe('Everything kept of one user', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());

  const keepers = () => api.app.get(UserDataRegistry).keepers();

  it('comes out of the registry whole, and is gone from every declared table after the erasure', async () => {
    const user = await api.register('whole', { username: 'whole-user', displayName: 'Whole' });
    const stays = await api.register('stays');
    await api.login(user.email);
    await api.call('PATCH', '/v1/me', { token: user.token, body: { bio: 'A life in tables' } });
    const exported: Record<string, Record<string, unknown>> = {};
    for (const keeper of keepers()) exported[keeper.feature] = await keeper.export(user.id);
    const text = JSON.stringify(exported);
    for (const known of [user.email, 'whole-user', 'A life in tables', 'auth.signed_in']) expect(text).toContain(known);
    expect(text).not.toMatch(/\$argon2|ukr_/);

    for (let time = 0; time < 2; time++) for (const keeper of keepers()) await keeper.erase(user.id);

    const kept = await rowsOf(user.id);
    // The audit log only ever grows; what is personal in it is sealed with a key that no longer exists.
    expect(kept.filter(({ table }) => table !== 'audit_entry')).toEqual([]);
    expect((await rowsOf(stays.id)).map(({ table }) => table)).toContain('users_account');
    const login = await api.call('POST', '/v1/auth/login', { body: { email: user.email, password: PASSWORD } });
    expect(login.body.code).toBe('auth.wrong_credentials');
    expect(
      (await api.call('POST', '/v1/auth/register', { body: { email: user.email, password: PASSWORD } })).status,
    ).toBe(201);
  });

  async function rowsOf(userId: string) {
    const found: { table: string; rows: number }[] = [];
    for (const name of ['main', 'keys'] as const) {
      const database = name === 'main' ? api.app.get(Database) : api.app.get(KeysDatabase);
      for (const table of api.app.get(UserDataRegistry).tablesIn(name)) {
        if (!table.userColumn) continue;
        const row = await database.row<{ n: number }>(
          `SELECT COUNT(*) AS n FROM ${table.name} WHERE ${table.userColumn} = ?`,
          [idToBytes(userId)],
        );
        if (Number(row?.n) > 0) found.push({ table: table.name, rows: Number(row?.n) });
      }
    }
    return found;
  }
});
