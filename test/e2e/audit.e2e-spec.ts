import { AuditExportService } from '@features/audit/search/audit-export.service';
import { SteppedUp } from '@features/auth';
import { CredentialRepository } from '@features/auth/password/credential.repository';
import { FailedSignIns } from '@features/auth/password/failed-sign-ins';
import { Database } from '@platform/persistence/database';
import { EventLogRepository } from '@platform/event-log/entries/event-log.repository';
import { leafHashOf } from '@platform/event-log/entries/leaf.rule';
import type { Caller } from '@platform/access/principal';
import { Events } from '@platform/event-log/events';
import { newId, type SessionId } from '@platform/ids/ids';
import { eraseUser } from '@test/support/user-data';
import { TestApi, type TestUser } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';

describe('The audit log', () => {
  let api: TestApi;
  let admin: TestUser;

  beforeAll(async () => {
    api = await TestApi.start();
    admin = await api.administrator();
  });
  afterAll(() => api.stop());

  const activity = async (user: TestUser, query = '') =>
    (await api.call('GET', `/v1/me/activity${query}`, { token: user.token })).body;
  const actionsOf = async (user: TestUser): Promise<string[]> =>
    (await activity(user)).items.map((item: { action: string }) => item.action);
  const guessAt = ({ email }: TestUser, node = api, headers = {}) =>
    node.call('POST', '/v1/auth/login', { body: { email, password: 'guess, guess, guess' }, headers });

  const publishMany = async (user: TestUser) => {
    const { transactions } = api.app.get(Database);
    const events = api.app.get(Events);
    await transactions.run(async () => {
      for (let i = 0; i < 1100; i++)
        await events.publish(SteppedUp.of({ subject: user.id, facts: { sessionId: newId<SessionId>() } }));
    });
  };
  const giveRoles = (user: TestUser, roles: string[]) =>
    api.call('PUT', `/v1/admin/users/${user.id}/roles`, { token: admin.token, body: { roles } });
  const logout = (user: TestUser) => api.call('POST', '/v1/auth/logout', { token: user.token });
  const callerOf = ({ id, token }: TestUser): Caller => {
    const [, claims = ''] = token.split('.');
    const { sid } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sid: SessionId };
    return { kind: 'user', userId: id, sessionId: sid, roles: [], permissions: new Set(['audit.export']) };
  };

  it('shows a user what happened, what changed, and the origin', async () => {
    const user = await api.register('reader');
    const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
    await api.call('PATCH', '/v1/me', { token: user.token, body: { displayName: 'Ada' }, headers });
    const { items } = await activity(user);
    expect(await actionsOf(user)).toEqual(['users.profile_changed', 'auth.signed_in', 'users.registered']);
    expect(items[0]).toMatchObject({
      actor: { kind: 'self' },
      subject: user.id,
      device: 'Firefox on Linux',
      place: null,
      changes: { displayName: { before: null, after: 'Ada' } },
    });
  });

  it('returns the history of a profile page by page, and never to other users', async () => {
    const [user, other] = [await api.register('history'), await api.register('nosy')];
    for (const bio of ['one', 'two', 'three']) await api.call('PATCH', '/v1/me', { token: user.token, body: { bio } });
    const first = await activity(user, '?action=users.profile_changed&limit=2');
    expect(first.items.map((item: { changes: { bio: object } }) => item.changes.bio)).toEqual([
      { before: 'two', after: 'three' },
      { before: 'one', after: 'two' },
    ]);
    const second = await activity(user, `?action=users.profile_changed&limit=2&cursor=${first.nextCursor}`);
    expect([second.items.length, second.nextCursor]).toEqual([1, null]);
    for (const [who, query] of [
      [other, '?action=users.profile_changed&limit=2&'],
      [user, '?limit=2&'],
    ] as const) {
      const answer = await api.call('GET', `/v1/me/activity${query}cursor=${first.nextCursor}`, { token: who.token });
      expect(answer.body.code).toBe('request.invalid_cursor');
    }
  });

  it('prevents a change that it cannot record', async () => {
    const user = await api.register('unrecorded');
    const database = api.app.get(Database);
    await database.write('RENAME TABLE event_log TO event_log_away');
    const answer = await api.call('PATCH', '/v1/me', { token: user.token, body: { displayName: 'Ghost' } });
    await database.write('RENAME TABLE event_log_away TO event_log');
    expect(answer.status).toBe(500);
    expect((await api.call('GET', '/v1/me', { token: user.token })).body.displayName).toBeNull();
  });

  it('shows what staff did, but neither the person nor the origin', async () => {
    const user = await api.register('managed');
    await api.call('POST', `/v1/admin/users/${user.id}/suspend`, {
      token: admin.token,
      body: { reason: 'Asked for it' },
    });
    await api.call('DELETE', `/v1/admin/users/${user.id}/suspend`, { token: admin.token });
    const again = await api.login(user.email);
    const suspended = (await activity(again)).items.find(
      (item: { changes: { reason?: object } }) => item.changes.reason !== undefined,
    );
    expect(suspended).toMatchObject({ action: 'users.state_changed', actor: { kind: 'staff' }, device: null });
    expect(JSON.stringify(suspended)).not.toContain(admin.id);
  });

  it('records a failed sign-in for the user', async () => {
    const user = await api.register('target');
    await guessAt(user);
    const until = Date.now() + 5000;
    let actions: string[] = [];
    while (!actions.includes('auth.sign_in_failed') && Date.now() < until) actions = await actionsOf(user);
    expect(actions).toContain('auth.sign_in_failed');
  });

  it('contains the wrong passwords that a stopping node received', async () => {
    const user = await api.register('target-of-the-last-moment');
    const stopping = await api.secondNode();
    for (let n = 0; n < 5; n++) await guessAt(user, stopping);
    await stopping.stop();
    const failed = (await actionsOf(user)).filter((action) => action === 'auth.sign_in_failed');
    expect(failed).toHaveLength(5);
  });

  it('has the entries that were still being prepared when a node stopped', async () => {
    const user = await api.register('target-of-an-ending-node');
    const stopping = await api.secondNode();
    const credentials = stopping.app.get(CredentialRepository);
    const find = credentials.find.bind(credentials);
    const closing = jest.spyOn(stopping.app.get(FailedSignIns), 'beforeApplicationShutdown');
    const finding = jest.spyOn(credentials, 'find').mockImplementation(async (userId) => {
      await until(async () => closing.mock.results.length > 0);
      return find(userId);
    });
    // Closes the connection after the answer, as a stopping node does.
    const guess = guessAt(user, stopping, { connection: 'close' });
    await until(async () => finding.mock.calls.length > 0);
    await stopping.stop();
    expect((await guess).status).toBe(401);
    expect(await actionsOf(user)).toContain('auth.sign_in_failed');
  });

  it("accepts only the app's own events", async () => {
    const user = await api.register('shopper');
    const record = (body: object) => api.call('POST', '/v1/activity', { token: user.token, body });
    expect((await record({ action: 'app.order_placed', details: { orderId: 'A-17' } })).status).toBe(201);
    expect((await record({ action: 'auth.signed_in' })).status).toBe(422);
    expect((await record({ action: 'app.big', details: { text: 'x'.repeat(5000) } })).status).toBe(422);
    expect((await activity(user)).items[0]).toMatchObject({
      action: 'app.order_placed',
      changes: {},
      details: { orderId: 'A-17' },
    });
  });

  it('lets only administrators search by subject, actor, action and time', async () => {
    const user = await api.register('searched');
    const body = { name: 'Auditor', permissions: ['audit.read'] };
    const { key } = (await api.call('POST', '/v1/admin/api-keys', { token: admin.token, body })).body;
    // Without `personal.read`, searches record no events themselves.
    const search = (query: string, token = key) => api.call('GET', `/v1/admin/audit?${query}`, { token });
    expect((await search(`subjectId=${user.id}`, user.token)).body.code).toBe('access.not_allowed');
    const bySubject = (await search(`subjectId=${user.id}&limit=1`)).body;
    expect(bySubject.items[0]).toMatchObject({ action: 'auth.signed_in', actorId: user.id, network: null });
    const next = (await search(`subjectId=${user.id}&limit=1&cursor=${bySubject.nextCursor}`)).body;
    expect(next.items[0].action).toBe('users.registered');
    expect((await search(`actorId=${user.id}&action=users.registered`)).body.items).toHaveLength(1);
    // Both entries may have the same millisecond, so the next one is given a later time.
    while (new Date().toISOString() <= bySubject.items[0].at);
    await api.call('PATCH', '/v1/me', { token: user.token, body: { bio: 'later' } });
    const { at } = (await search(`subjectId=${user.id}&limit=1`)).body.items[0];
    expect((await search(`subjectId=${user.id}&since=${at}`)).body.items).toHaveLength(1);
    expect((await search(`subjectId=${user.id}&until=${at}`)).body.items).toHaveLength(2);
    expect((await search(`subjectId=${user.id}&until=${next.items[0].at}`)).body.items).toHaveLength(0);
    expect((await search(`subjectId=${user.id}&since=0001-01-01T00:00:00Z`)).body.items).toHaveLength(3);
    expect((await search(`subjectId=${user.id}&until=1969-12-31T23:59:59Z`)).body.items).toHaveLength(0);
    expect((await search('since=2026-02-30T00:00:00Z')).status).toBe(422);
    expect((await search('since=yesterday')).body.errors[0].pointer).toBe('/since');
    const asAdmin = await search(`subjectId=${user.id}&action=auth.signed_in`, admin.token);
    expect(asAdmin.body.items[0].network).toBe('127.0.0.1');
  });

  it('exports NDJSON and CSV over many pages, with formulas neutralised', async () => {
    const user = await api.register('exported');
    const headers = { 'user-agent': '=cmd()' };
    await api.call('PATCH', '/v1/me', { token: user.token, body: { displayName: 'x' }, headers });
    await publishMany(user);
    const get = (format: string) =>
      api.call('GET', `/v1/admin/audit/export?format=${format}&subjectId=${user.id}`, { token: admin.token });
    const ndjson = await get('ndjson');
    const lines = ndjson.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { action: string; id: string });
    expect(lines).toHaveLength(1103);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(1103);
    const csv = await get('csv');
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.text.split('\n')[0]).toBe(
      'id,position,proven,at,action,version,actorKind,actorId,onBehalfOf,subjectId,otherSubjects,requestId,network,place,device,changes,details,facts',
    );
    expect(csv.text).toContain("'=cmd()");
    expect(csv.text).not.toMatch(/(^|,)"?=/m);
    const search = await api.call('GET', '/v1/admin/audit?action=audit.exported', { token: admin.token });
    expect(search.body.items).toHaveLength(2);
  });

  it('ends an export at the next page after the reader lost the permission, the session or the key', async () => {
    const user = await api.register('exported-in-part');
    await publishMany(user);
    let readers = 0;
    const staff = async () => {
      const reader = await api.register(`export-reader-${++readers}`);
      await giveRoles(reader, ['privacy-officer']);
      return reader;
    };
    const asAdmin = (method: string, path: string, body?: object) =>
      api.call(method, path, { token: admin.token, ...(body && { body }) });
    const [demoted, ended] = [await staff(), await staff()];
    const key = await asAdmin('POST', '/v1/admin/api-keys', { name: 'Exporter', permissions: ['audit.export'] });
    const revocations: [Caller, () => Promise<unknown>, string][] = [
      [callerOf(demoted), () => giveRoles(demoted, []), 'access.not_allowed'],
      [callerOf(ended), () => logout(ended), 'access.session_ended'],
      [
        { kind: 'app', keyId: key.body.id, roles: [], permissions: new Set(['audit.export']) },
        () => asAdmin('DELETE', `/v1/admin/api-keys/${key.body.id}`),
        'access.token_invalid',
      ],
    ];
    for (const [by, revoke, code] of revocations) {
      const { stream } = await api.app.get(AuditExportService).export(by, { subjectId: user.id });
      const lines = stream[Symbol.asyncIterator]();
      expect((await lines.next()).done).toBe(false);
      await revoke();
      const rest = async () => {
        for (let count = 1; ; count++) if ((await lines.next()).done) return count;
      };
      await expect(rest()).rejects.toMatchObject({ code });
    }
  });

  it('stores nothing in plain text, and keeps its hashes valid after the erasure of a user', async () => {
    const user = await api.register('erased');
    await api.call('PATCH', '/v1/me', { token: user.token, body: { bio: 'unmistakable words' } });
    const database = api.app.get(Database);
    const rows = await database.rows<Record<string, unknown>>('SELECT * FROM event_log');
    const bytes = Buffer.concat(rows.flatMap((row) => Object.values(row).filter((value) => Buffer.isBuffer(value))));
    expect(bytes.includes('unmistakable words')).toBe(false);
    await eraseUser(api.app, user.id);
    const answer = await api.call('GET', `/v1/admin/audit?subjectId=${user.id}&action=users.profile_changed`, {
      token: admin.token,
    });
    expect(answer.body.items[0]).toMatchObject({ changes: {}, network: null });
    const entries = await api.app.get(EventLogRepository).find({ subjectId: user.id }, undefined, 10);
    expect(entries.length).toBeGreaterThan(2);
    for (const entry of entries) expect(leafHashOf(entry)).toEqual(entry.leafHash);
  });
});
