import { RetentionRules, type RetentionRule } from '@features/privacy/retention/retention-rules';
import { Jobs } from '@platform/jobs/jobs';
import { idToBytes } from '@platform/ids/ids';
import { Database } from '@platform/persistence/database';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { expectProblem } from '@test/support/expect-problem';
import { TestApi, type TestUser } from '@test/support/test-api';

const PATH = '/v1/admin/retention';
const METRICS_TOKEN = 'the-token-of-the-metrics';

describe('Retention', () => {
  let api: TestApi;
  let database: Database;
  let admin: TestUser;

  beforeAll(async () => {
    api = await TestApi.start({ METRICS_TOKEN });
    database = api.app.get(Database);
    admin = await api.administrator();
  });
  afterAll(() => api.stop());

  const run = async () => {
    await api.app.get(Jobs).timed.get('privacy.retention')!.run({ fence: 1 });
  };
  const reportOf = async (table: string) =>
    (await api.call('GET', PATH, { token: admin.token })).body.items.find(
      (item: { table: string }) => item.table === table,
    );
  const expireSessions = (user: TestUser, days: number) =>
    database.write('UPDATE auth_session SET expires_at = UTC_TIMESTAMP(3) - INTERVAL ? DAY WHERE user_id = ?', [
      days,
      idToBytes(user.id),
    ]);
  const sessionsOf = async (user: TestUser) =>
    (await database.rows('SELECT id FROM auth_session WHERE user_id = ?', [idToBytes(user.id)])).length;

  it('reports the rows that it will delete, deletes them, and keeps younger rows', async () => {
    const [old, young] = [await api.register('old'), await api.register('young')];
    await run();
    await expireSessions(old, 91);
    await expireSessions(young, 89);
    expect(await reportOf('auth_session')).toEqual({
      provider: 'auth.sessions',
      table: 'auth_session',
      kept: 'until 90 days after the expiry of the session',
      days: 90,
      isAdjustable: true,
      due: 1,
      oldest: expect.stringMatching(/^\d{4}-.*Z$/),
      lastRunAt: expect.any(String),
      lastDeleted: 0,
      totalDeleted: 0,
    });
    await run();
    expect([await sessionsOf(old), await sessionsOf(young)]).toEqual([0, 1]);
    expect(await reportOf('auth_session')).toMatchObject({ due: 0, oldest: null, lastDeleted: 1, totalDeleted: 1 });
    await run();
    expect(await reportOf('auth_session')).toMatchObject({ lastDeleted: 0, totalDeleted: 1 });
    const metrics = await api.call('GET', '/metrics', { token: METRICS_TOKEN });
    expect(metrics.text).toContain('userkeep_retention_deleted_rows_total{table="auth_session"} 1');
  });

  it('deletes many rows in pieces', async () => {
    const insert = `INSERT INTO platform_counter (key_hash, window_start, hits, ends_at)
      SELECT UNHEX(SHA2(CONCAT('old', seq.n), 256)), 1, 1, UTC_TIMESTAMP(3) - INTERVAL 1 SECOND FROM
        (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d AS n FROM DIGITS a, DIGITS b, DIGITS c, (SELECT 0 d UNION SELECT 1) e) seq`;
    const digits = `(${Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} d`).join(' UNION ')})`;
    await database.write(insert.replaceAll('DIGITS', digits));
    await database.write(
      "INSERT INTO platform_counter (key_hash, window_start, hits, ends_at) VALUES (REPEAT('k', 32), 1, 1, UTC_TIMESTAMP(3) + INTERVAL 1 HOUR)",
    );
    expect((await reportOf('platform_counter')).due).toBeGreaterThanOrEqual(2000);
    await run();
    const kept = await database.rows("SELECT 1 FROM platform_counter WHERE key_hash = REPEAT('k', 32)");
    expect([(await reportOf('platform_counter')).due, kept.length]).toEqual([0, 1]);
  });

  it('keeps all rows of a user with a legal hold until the hold is removed', async () => {
    const user = await api.register('held');
    await expireSessions(user, 400);
    const hold = await api.call('POST', '/v1/admin/legal-holds', {
      token: admin.token,
      body: { userId: user.id, reason: 'Case 7' },
    });
    expect((await reportOf('auth_session')).due).toBe(0);
    await run();
    expect(await sessionsOf(user)).toBe(1);
    await api.call('DELETE', `/v1/admin/legal-holds/${hold.body.id}`, { token: admin.token });
    await run();
    expect(await sessionsOf(user)).toBe(0);
  });

  it('continues with other tables if one of them fails', async () => {
    const user = await api.register('after-a-fault');
    await expireSessions(user, 91);
    await database.write('RENAME TABLE platform_counter TO platform_counter_away');
    await expect(run()).rejects.toThrow('The retention of platform_counter failed.');
    await database.write('RENAME TABLE platform_counter_away TO platform_counter');
    expect(await sessionsOf(user)).toBe(0);
  });

  it('has an index for its condition in every table', async () => {
    const rules = api.app.get(RetentionRules).all();
    expect(rules.length).toBeGreaterThan(12);
    const indexed = await database.rows<{ tableName: string; columns: string }>(
      `SELECT table_name AS tableName, GROUP_CONCAT(column_name ORDER BY seq_in_index) AS columns
       FROM information_schema.statistics WHERE table_schema = DATABASE() GROUP BY table_name, index_name`,
    );
    // The time is the first column of an index, or the second one after a column of the condition.
    const scans = rules.filter(({ table, retention: { since, where = '' } }) =>
      indexed
        .filter(({ tableName }) => tableName === table)
        .map(({ columns }) => columns.split(','))
        .every(([first = '', second]) => first !== since && !(second === since && where.includes(first))),
    );
    expect(scans.map(({ table }) => table)).toEqual([]);
  });

  it('has the periods of RETENTION, which the data map shows too', async () => {
    const node = await api.secondNode({ RETENTION: 'auth_session=30,mail_message=7' });
    try {
      const rules = node.app.get(RetentionRules).all();
      const daysOf = (table: string) => rules.find((rule: RetentionRule) => rule.table === table)?.days;
      expect(['auth_session', 'mail_message', 'import_refusal'].map(daysOf)).toEqual([30, 7, 30]);
      const map = (await node.call('GET', '/v1/admin/data-map', { token: admin.token })).body.items;
      expect(map).toContainEqual(
        expect.objectContaining({
          table: 'auth_session',
          column: 'user_id',
          kept: 'until 30 days after the expiry of the session',
        }),
      );
    } finally {
      await node.stop();
    }
  });

  it('prevents the start if RETENTION names a table without a period to choose', () => {
    const periods = ['auth_session=30', 'auth_api_key=5', 'users_account=1'];
    const rules = new RetentionRules(api.app.get(UserDataRegistry), { periods });
    expect(() => rules.onModuleInit()).toThrow(
      /cannot set the period of auth_api_key\..*auth_session[\s\S]*cannot set the period of users_account\./,
    );
  });

  it('is run by the command line, which first shows what it would delete', async () => {
    const user = await api.register('by-command');
    await expireSessions(user, 91);
    const lines = async (...options: string[]) => {
      const { exitCode, out } = await api.command(['privacy', 'retention', ...options]);
      expect(exitCode).toBe(0);
      return out.map((line) => JSON.parse(line)).find(({ table }) => table === 'auth_session');
    };
    expect(await lines('--dry-run')).toMatchObject({ due: 1 });
    expect(await sessionsOf(user)).toBe(1);
    expect(await lines()).toEqual({
      table: 'auth_session',
      kept: 'until 90 days after the expiry of the session',
      deleted: 1,
    });
    expect(await sessionsOf(user)).toBe(0);
  });

  it('is shown only to staff with the permission', async () => {
    const user = await api.register('curious');
    expectProblem(await api.call('GET', PATH, { token: user.token }), 'access.not_allowed', 403);
  });
});
