import { createHash } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { addressOf, schemaOf } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { expectProblem } from '@test/support/expect-problem';
import { PASSWORD, TestApi } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';
import { eraseUser } from '@test/support/user-data';

describe('A request with an Idempotency-Key', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());

  const register = (key: string, body: object, node = api) =>
    node.call('POST', '/v1/auth/register', { body, headers: { 'idempotency-key': key } });
  const account = (name: string) => ({ email: `${name}@example.com`, password: PASSWORD });

  it('returns the first answer again, on another node and after a restart', async () => {
    const first = await register('key-first-1', account('once'));
    const other = await api.secondNode();
    try {
      const second = await register('key-first-1', account('once'), other);
      expect([first.status, second.status]).toEqual([201, 201]);
      expect(second.text).toBe(first.text);
      expect(second.headers.get('idempotency-replayed')).toBe('true');
    } finally {
      await other.stop();
    }
  });

  it('is processed once, however many are sent at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => register('key-many-1', account('many'))));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.every((status) => status === 201 || status === 409)).toBe(true);
    expect(
      new Set(answers.filter(({ status }) => status === 409).map(({ body }) => body.code)).has('users.email_taken'),
    ).toBe(false);
    expect(new Set(answers.filter(({ status }) => status === 201).map(({ text }) => text)).size).toBe(1);
  });

  it('is rejected if the key is reused with another body or is malformed', async () => {
    await register('key-other-1', account('body-one'));
    expectProblem(await register('key-other-1', account('body-two')), 'idempotency.key_reused', 422);
    expectProblem(await register('short', account('body-three')), 'idempotency.key_invalid', 400);
  });

  it('can be sent again with the same key after a fault in the request was corrected', async () => {
    const wrong = await register('key-typo-1', { email: 'typo@example', password: PASSWORD });
    expect(wrong.status).toBe(422);
    expect((await register('key-typo-1', account('typo'))).status).toBe(201);
  });

  it('returns the cookie of a web client again', async () => {
    const body = { ...account('cookie'), transport: 'cookie' };
    const [first, again] = [await register('key-cookie-1', body), await register('key-cookie-1', body)];
    expect(first.headers.get('set-cookie')).toContain('__Host-userkeep-refresh=ukr_');
    expect(again.headers.get('set-cookie')).toBe(first.headers.get('set-cookie'));
  });

  it('stores nothing that would allow guessing the body', async () => {
    const body = account('guessable');
    await register('key-guess-1', body);
    const guess = createHash('sha256')
      .update(JSON.stringify(['/v1/auth/register', body]))
      .digest();
    const found = await api.app.get(Database).row('SELECT 1 FROM platform_idempotency WHERE body_hash = ?', [guess]);
    expect(found).toBeUndefined();
  });

  it.each([
    ['was claimed', 'platform_idempotency', 'claim'],
    ['was processed', 'users_email_index', 'process'],
  ])('is free again soon after the deadline passed while its request %s', async (_when, table, name) => {
    const url = api.settings.DATABASE_URL as string;
    const other = await createConnection({ ...addressOf(url), database: schemaOf(url) });
    const slow = await api.secondNode({ REQUEST_MS: '1500' });
    try {
      await other.query(`LOCK TABLES ${table} WRITE`);
      expect((await register(`key-slow-${name}`, account(name), slow)).status).toBe(503);
      await other.query('UNLOCK TABLES');
      let status = 0;
      await until(async () => {
        ({ status } = await register(`key-slow-${name}`, account(name)));
        return status !== 409;
      });
      expect(status).toBe(201);
    } finally {
      await other.end();
      await slow.stop();
    }
  });

  it('also replays an error, with separate keys for each user', async () => {
    await register('key-taken-1', account('taken'));
    const refusal = await register('key-taken-2', account('taken'));
    const again = await register('key-taken-2', account('taken'));
    expect([refusal.status, again.status]).toEqual([409, 409]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const [a, b] = [await api.register('key-user-a'), await api.register('key-user-b')];
    for (const user of [a, b]) {
      const answer = await api.call('POST', '/v1/activity', {
        token: user.token,
        body: { action: 'app.same_key' },
        headers: { 'idempotency-key': 'the-same-key' },
      });
      expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([201, null]);
    }
  });

  it('is processed by a retry if a node died during it, and not before that node must be dead', async () => {
    const database = api.app.get(Database);
    const first = await register('key-crash-1', account('crashed'));
    expect(first.status).toBe(201);
    // As after a crash: claimed, but nothing answered and nothing changed.
    await database.write(
      'UPDATE platform_idempotency SET answer = NULL, running_until = UTC_TIMESTAMP(3) + INTERVAL 9 SECOND',
    );
    expectProblem(await register('key-crash-1', account('crashed')), 'idempotency.still_running', 409);
    await database.write(
      'UPDATE platform_idempotency SET running_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE answer IS NULL',
    );
    const answers = await Promise.all(Array.from({ length: 10 }, () => register('key-crash-1', account('crashed'))));
    // The account exists already, so one retry gets that error, and the others repeat it or wait.
    const executed = answers.filter(
      ({ body, headers }) => body.code === 'users.email_taken' && !headers.has('idempotency-replayed'),
    );
    expect(executed).toHaveLength(1);
  });

  it('is not repeated from a response that is about a user who was erased or has changed the password', async () => {
    const admin = await api.administrator();
    const create = (key: string) =>
      api.call('POST', '/v1/admin/users', {
        token: admin.token,
        body: { email: 'created-once@example.com' },
        headers: { 'idempotency-key': key },
      });
    const registered = await register('key-erased-1', account('erased-soon'));
    const created = await create('key-erased-2');
    expect([registered.status, created.status]).toEqual([201, 201]);
    await eraseUser(api.app, registered.body.user.id);
    await eraseUser(api.app, created.body.id);
    for (const answer of [await register('key-erased-1', account('erased-soon')), await create('key-erased-2')])
      expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([201, null]);

    const changed = await register('key-changed-1', account('changed-soon'));
    const body = { currentPassword: PASSWORD, newPassword: `${PASSWORD} again` };
    const change = await api.call('POST', '/v1/me/password', { token: changed.body.accessToken, body });
    expect(change.status).toBeLessThan(300);
    expectProblem(await register('key-changed-1', account('changed-soon')), 'users.email_taken', 409);
  });

  it('is stored sealed', async () => {
    const { body } = await register('key-sealed-1', account('sealed'));
    const rows = await api.app.get(Database).rows<{ answer: Buffer | null }>('SELECT answer FROM platform_idempotency');
    const bytes = Buffer.concat(rows.map(({ answer }) => answer ?? Buffer.alloc(0)));
    expect(bytes.length).toBeGreaterThan(500);
    expect(bytes.includes(body.refreshToken)).toBe(false);
  });
});
