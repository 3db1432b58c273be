import { Database } from '@platform/persistence/database';
import { internalPositions } from '@test/support/positions';
import { until } from '@test/support/two-nodes';
import { TestApi, type TestUser } from '@test/support/test-api';

const CONSUMER = 'recovery.prove-email';

describe('The consumers of events', () => {
  let api: TestApi;
  let admin: TestUser;
  let database: Database;

  beforeAll(async () => {
    api = await TestApi.start({ WORKER_BACKOFF_MS: '60000' });
    admin = await api.administrator();
    database = api.app.get(Database);
  });
  afterAll(() => api.stop());

  const call = (method: string, path: string, body?: object, by = admin) =>
    api.call(method, `/v1/admin/event-consumers${path}`, { token: by.token, body });
  const stops = async () => (await call('GET', `/${CONSUMER}/stops`)).body.items;
  const tokensOf = async (user: TestUser) =>
    (await database.rows('SELECT 1 FROM platform_one_time WHERE user_id = UNHEX(?)', [user.id.replaceAll('-', '')]))
      .length;
  /** Registers a user whose registration the consumer cannot handle. */
  const registerUnhandled = async (name: string): Promise<TestUser> => {
    await database.write('RENAME TABLE platform_one_time TO one_time_away');
    const user = await api.register(name);
    await until(async () => (await stops()).some((stop: { subjectId: string }) => stop.subjectId === user.id));
    await database.write('RENAME TABLE one_time_away TO platform_one_time');
    return user;
  };

  it('are listed with their positions', async () => {
    await api.register('listed');
    let listed: { position: number; lagEvents: number } | undefined;
    await until(async () => {
      const { position, items } = (await call('GET', '')).body;
      listed = items.find(({ name }: { name: string }) => name === CONSUMER);
      return position > 0 && listed?.position === position && listed?.lagEvents === 0;
    });
    expect(listed).toMatchObject({
      order: 'subject',
      lagSeconds: 0,
      processes: 1,
      stops: { retrying: 0, stopped: 0, unknown: 0 },
    });
  });

  it('are listed with the number of events without a position and by the command line', async () => {
    const idle = await TestApi.start({ WORKER_IN_API: 'false' });
    try {
      const { token } = await idle.administrator();
      const { position, unsequenced } = (await idle.call('GET', '/v1/admin/event-consumers', { token })).body;
      expect([position, unsequenced > 0]).toEqual([0, true]);
      const { out } = await idle.command(['events', 'consumers']);
      const [log, ...listed] = out.map((line) => JSON.parse(line));
      expect(log).toEqual({ position, unsequenced });
      expect(listed.map(({ name }) => name)).toContain(CONSUMER);
    } finally {
      await idle.stop();
    }
  });

  it('handle a failed event when an administrator replays it, and record the replay', async () => {
    const user = await registerUnhandled('replayed');
    const [stop] = await stops();
    expect(stop).toMatchObject({ subjectId: user.id, state: 'retrying', attempts: 1 });
    expect(stop.error).toContain('platform_one_time');
    expect((await call('POST', `/${CONSUMER}/replay`, { subjectId: user.id })).status).toBe(204);
    await until(async () => (await stops()).length === 0);
    expect(await tokensOf(user)).toBe(1);
    const { items } = (await api.call('GET', '/v1/admin/audit?action=audit.event_replayed', { token: admin.token }))
      .body;
    expect(items[0]).toMatchObject({ subjectId: user.id, facts: { consumer: CONSUMER, position: stop.position } });
    const again = await call('POST', `/${CONSUMER}/replay`, { subjectId: user.id });
    expect([again.status, again.body.code]).toEqual([409, 'audit.not_stopped']);
  });

  it('go on without an event that an administrator skips with a reason', async () => {
    const user = await registerUnhandled('skipped');
    const body = { subjectId: user.id, reason: 'The address does not exist.' };
    expect((await call('POST', `/${CONSUMER}/skip`, body)).status).toBe(204);
    await until(async () => (await stops()).length === 0);
    expect(await tokensOf(user)).toBe(0);
    const { items } = (await api.call('GET', '/v1/admin/audit?action=audit.event_skipped', { token: admin.token }))
      .body;
    expect(items[0].changes).toEqual({ reason: { before: null, after: 'The address does not exist.' } });
  });

  it('handle events again after they were moved to a position or a time', async () => {
    const before = new Date().toISOString();
    const user = await api.register('repeated');
    await until(async () => (await tokensOf(user)) === 1);
    const { items } = (
      await api.call('GET', `/v1/admin/audit?subjectId=${user.id}&order=oldest`, { token: admin.token })
    ).body;
    const { position } = items.find(({ action }: { action: string }) => action === 'users.registered');
    await database.write('DELETE FROM platform_one_time');
    expect((await call('POST', `/${CONSUMER}/rewind`, { position: position - 1 })).body).toEqual({
      position: position - 1,
    });
    await until(async () => (await tokensOf(user)) === 1);
    await database.write('DELETE FROM platform_one_time');
    expect((await call('POST', `/${CONSUMER}/rewind`, { at: before })).status).toBe(200);
    await until(async () => (await tokensOf(user)) === 1);
    // A rewind never moves a consumer forward, so no event is left out.
    const { items: consumers } = (await call('GET', '')).body;
    const ahead = await call('POST', `/${CONSUMER}/rewind`, { at: '2100-01-01T00:00:00.000Z' });
    expect(ahead.body.position).toBeGreaterThanOrEqual(consumers[0].position);
    expect(ahead.body.position).toBeLessThanOrEqual((await call('GET', '')).body.position);
    const { body } = await api.call('GET', '/v1/admin/audit?action=audit.consumer_rewound', { token: admin.token });
    expect(body.items.length).toBe(3);
  });

  it('reject unknown names, positions that do not exist, and a target that is not clear', async () => {
    expect((await call('GET', '/unknown/stops')).body.code).toBe('audit.unknown_consumer');
    expect((await call('POST', `/${CONSUMER}/rewind`, { position: 1_000_000 })).body.code).toBe(
      'audit.position_too_large',
    );
    for (const body of [{}, { position: 1, at: new Date().toISOString() }])
      expect((await call('POST', `/${CONSUMER}/rewind`, body)).body.errors[0].code).toBe('audit.position_or_time');
  });

  it('reject times on the command line that are not in UTC or do not exist', async () => {
    for (const at of [
      '2026',
      '2026-11-20',
      '2026-11-20T20:15:00',
      '2026-11-20T20:15:00+01:00',
      '2026-02-30T00:00:00Z',
    ]) {
      const { exitCode, complaints, out } = await api.command(['events', 'rewind', CONSUMER, '--at', at]);
      expect([at, exitCode, out]).toEqual([at, 1, []]);
      expect(complaints).toEqual([`${at} is not a time in UTC. Use the form 2026-11-20T20:15:00Z.`]);
    }
    const { exitCode, out } = await api.command(['events', 'rewind', CONSUMER, '--at', '2100-01-01T00:00:00Z']);
    expect([exitCode, out]).toEqual([0, [expect.stringContaining(`${CONSUMER} handles the events after position`)]]);
  });

  it('can be read position by position, by administrators only', async () => {
    const read = async (query: string, by = admin) => api.call('GET', `/v1/admin/events${query}`, { token: by.token });
    const positions: number[] = [];
    let after = 0;
    for (;;) {
      const { body } = await read(`?limit=7&after=${after}`);
      positions.push(...body.items.map(({ position }: { position: number }) => position));
      if (body.position === body.newest) break;
      after = body.position;
    }
    const all = [...positions, ...(await internalPositions(database))].sort((a, b) => a - b);
    expect(all).toEqual(all.map((_, at) => at + 1));
    expect((await read('', await api.register('curious'))).status).toBe(403);
  });
});
