import { Database } from '@platform/persistence/database';
import { idToBytes } from '@platform/ids/ids';
import { expectProblem } from '@test/support/expect-problem';
import { TestApi, type TestUser } from '@test/support/test-api';
import { faultsOf } from '@test/support/two-nodes';
import { eraseUser, exportOf } from '@test/support/user-data';

const PATH = '/v1/admin/privacy-requests';
const DAY = 24 * 3_600_000;

describe('Requests of users about their data', () => {
  let api: TestApi;
  let admin: TestUser;
  let counter = 0;

  beforeAll(async () => {
    api = await TestApi.start({ METRICS_TOKEN: 'a-token-for-metrics' });
    admin = await api.administrator();
  });
  afterAll(() => api.stop());

  const someone = () => api.register(`someone-${++counter}`);
  const call = (method: string, path: string, body?: object, headers = {}) =>
    api.call(method, path, { token: admin.token, body, headers });
  const register = (user: TestUser, more: object = {}) =>
    call('POST', PATH, { userId: user.id, kind: 'rectification', ...more });
  const overdueMetric = async () => {
    const { text } = await api.call('GET', '/metrics', { token: 'a-token-for-metrics' });
    return Number(/userkeep_privacy_requests_overdue (\d+)/.exec(text)?.[1]);
  };

  it('are due in thirty days unless they have another deadline', async () => {
    const user = await someone();
    const { status, body } = await register(user, { note: 'Asked by letter.' });
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ state: 'open', overdue: false, note: 'Asked by letter.' }),
    ]);
    expect(Date.parse(body.dueAt) - Date.parse(body.createdAt)).toBe(30 * DAY);
    const dueAt = '2027-03-01T00:00:00.000Z';
    expect((await register(user, { dueAt })).body.dueAt).toBe(dueAt);
  });

  it('are assigned, annotated and closed, and refuse an outdated copy', async () => {
    const user = await someone();
    const { body, headers } = await register(user);
    const path = `${PATH}/${body.id}`;
    const current = { 'if-match': headers.get('etag') ?? '' };
    const assigned = await call('PATCH', path, { assigneeId: admin.id, note: 'Checked.' }, current);
    expect(assigned.body).toMatchObject({ assigneeId: admin.id, note: 'Checked.', state: 'open', closedAt: null });
    expectProblem(await call('PATCH', path, { state: 'done' }, current), 'request.stale', 412);
    expect((await call('PATCH', path, { state: 'done' })).body).toMatchObject({
      state: 'done',
      closedAt: expect.any(String),
    });
    expect((await call('PATCH', path, { state: 'open', note: null })).body).toMatchObject({
      closedAt: null,
      note: null,
    });
    const { items } = (await api.call('GET', '/v1/me/activity?limit=4', { token: user.token })).body;
    expect(items.map(({ facts }: { facts: { state?: string } }) => facts.state)).toEqual([
      'open',
      'done',
      'open',
      undefined,
    ]);
  });

  it('are listed by state and user, page by page', async () => {
    const [user, other] = [await someone(), await someone()];
    const ids = [];
    for (let n = 0; n < 3; n++) ids.unshift((await register(user)).body.id);
    await register(other);
    await call('PATCH', `${PATH}/${ids[1]}`, { state: 'rejected' });
    const idsOf = async (query: string) =>
      (await call('GET', `${PATH}?${query}`)).body.items.map(({ id }: { id: string }) => id);
    expect(await idsOf(`userId=${user.id}`)).toEqual(ids);
    expect(await idsOf(`userId=${user.id}&state=open`)).toEqual([ids[0], ids[2]]);
    const first = (await call('GET', `${PATH}?userId=${user.id}&limit=2`)).body;
    expect(await idsOf(`userId=${user.id}&limit=2&cursor=${first.nextCursor}`)).toEqual([ids[2]]);
  });

  it('are counted in a metric when they are overdue', async () => {
    const user = await someone();
    const { id } = (await register(user)).body;
    const before = await overdueMetric();
    await api.app
      .get(Database)
      .write('UPDATE privacy_request SET due_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ?', [idToBytes(id)]);
    expect((await call('GET', `${PATH}/${id}`)).body.overdue).toBe(true);
    expect(await overdueMetric()).toBe(before + 1);
    await call('PATCH', `${PATH}/${id}`, { state: 'done' });
    expect(await overdueMetric()).toBe(before);
  });

  it('are refused for unknown users and assignees, and for staff without the permission', async () => {
    const user = await someone();
    const unknown = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f';
    expect(faultsOf(await call('POST', PATH, { userId: unknown, kind: 'export' }))).toEqual([
      422,
      '/userId privacy.unknown_user',
    ]);
    expect(faultsOf(await register(user, { assigneeId: unknown }))).toEqual([422, '/assigneeId privacy.unknown_user']);
    expectProblem(await api.call('GET', PATH, { token: user.token }), 'access.not_allowed', 403);
    expectProblem(await call('GET', `${PATH}/${unknown}`), 'request.not_found', 404);
  });

  it('stay as proof after an erasure, without their notes', async () => {
    const user = await someone();
    const { id } = (await register(user, { kind: 'erasure', note: 'Asked by telephone.' })).body;
    expect((await exportOf(api.app, user.id))['privacy.requests'].request).toMatchObject([
      { kind: 'erasure', note: 'Asked by telephone.' },
    ]);
    await eraseUser(api.app, user.id);
    expect((await call('PATCH', `${PATH}/${id}`, { state: 'done' })).body).toMatchObject({
      userId: user.id,
      state: 'done',
      note: null,
    });
  });
});
