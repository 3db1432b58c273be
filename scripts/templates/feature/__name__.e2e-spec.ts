import { FileStore } from '@platform/files/file-store';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { expectProblem } from '@test/support/expect-problem';
import { TestApi, type TestUser } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';
import { exportOf } from '@test/support/user-data';
import type { __Name__EntryId } from '@features/__name__/entry-id';
import { __Name__Repository } from '@features/__name__/__name__.repository';

const PATH = '/v1/me/__name__';
const PDF = '%PDF-1.7\n%%EOF\n';

describe('__Words__', () => {
  let api: TestApi;
  let admin: TestUser;
  let counter = 0;

  beforeAll(async () => {
    api = await TestApi.start({ __NAME___MAX_ENTRIES: '3' });
    admin = await api.administrator();
  });
  afterAll(() => api.stop());

  const someone = () => api.register(`someone-${++counter}`);
  const create = (user: TestUser, body: object = { title: 'Water the plants' }, headers = {}) =>
    api.call('POST', PATH, { token: user.token, body, headers });
  const idOfNew = async (user: TestUser) => (await create(user)).body.id as __Name__EntryId;
  const list = (user: TestUser, query = '') => api.call('GET', `${PATH}${query}`, { token: user.token });
  const read = (user: TestUser, id: __Name__EntryId, headers = {}) =>
    api.call('GET', `${PATH}/${id}`, { token: user.token, headers });
  const patch = (user: TestUser, id: __Name__EntryId, body: object, headers = {}) =>
    api.call('PATCH', `${PATH}/${id}`, { token: user.token, body, headers });
  const attach = (user: TestUser, id: __Name__EntryId, raw = PDF, type = 'application/pdf') =>
    api.call('PUT', `${PATH}/${id}/attachment`, { token: user.token, raw, headers: { 'content-type': type } });
  const fileOf = async (id: __Name__EntryId) => (await api.app.get(__Name__Repository).byId(id))?.attachmentFile ?? '';
  const isStored = async (file: string) => (await api.app.get(FileStore).stat(file)) !== undefined;
  const provider = () => api.app.get(UserDataRegistry).provider('__name__');

  it('lists entries newest first, page by page', async () => {
    const user = await someone();
    for (const title of ['one', 'two', 'three']) expect((await create(user, { title })).status).toBe(201);
    const titlesOf = ({ body }: { body: any }) => body.items.map((entry: { title: string }) => entry.title);
    const first = await list(user, '?limit=2');
    expect(titlesOf(first)).toEqual(['three', 'two']);
    const second = await list(user, `?limit=2&cursor=${first.body.nextCursor}`);
    expect([titlesOf(second), second.body.nextCursor]).toEqual([['one'], null]);
  });

  it('creates one entry for repeated requests with the same Idempotency-Key', async () => {
    const user = await someone();
    const headers = { 'idempotency-key': 'create-once' };
    const [first, second] = [await create(user, undefined, headers), await create(user, undefined, headers)];
    expect([second.body, second.headers.get('idempotency-replayed')]).toEqual([first.body, 'true']);
    expect((await list(user)).body.items).toHaveLength(1);
  });

  it('rejects an entry above the configured limit', async () => {
    const user = await someone();
    for (let n = 0; n < 3; n++) await create(user);
    expectProblem(await create(user), '__snake__.too_many_entries', 409);
  });

  it('changes only the fields of the patch, and answers 304 to a current ETag and 412 to an outdated one', async () => {
    const user = await someone();
    const { id } = (await create(user, { title: 'Water the plants', details: 'Twice a week' })).body;
    const etag = (await read(user, id)).headers.get('etag') ?? '';
    expect((await read(user, id, { 'if-none-match': etag })).status).toBe(304);
    const changed = await patch(user, id, { details: null }, { 'if-match': etag });
    expect(changed.body).toMatchObject({ title: 'Water the plants', details: null });
    expect((await patch(user, id, {})).headers.get('etag')).toBe(changed.headers.get('etag'));
    expectProblem(await patch(user, id, { title: 'Outdated' }, { 'if-match': etag }), 'request.stale', 412);
  });

  it('does not show, change or delete entries of other users', async () => {
    const [owner, other] = [await someone(), await someone()];
    const id = await idOfNew(owner);
    await attach(owner, id);
    const ofOthers = [read(other, id), patch(other, id, { title: 'Mine' }), attach(other, id)];
    const more = ['/attachment', ''].map((path) =>
      api.call(path ? 'GET' : 'DELETE', `${PATH}/${id}${path}`, { token: other.token }),
    );
    for (const answer of await Promise.all([...ofOthers, ...more])) expectProblem(answer, 'request.not_found', 404);
    expect((await list(other)).body.items).toEqual([]);
  });

  it('lets staff with the permission list the entries of a user', async () => {
    const user = await someone();
    const id = await idOfNew(user);
    const path = (userId: string) => `/v1/admin/users/${userId}/__name__`;
    expect((await api.call('GET', path(user.id), { token: admin.token })).body.items[0].id).toBe(id);
    expectProblem(await api.call('GET', path(user.id), { token: user.token }), 'access.not_allowed', 403);
    expectProblem(await api.call('GET', path(id), { token: admin.token }), 'request.not_found', 404);
  });

  it('accepts an API key within its scopes', async () => {
    const user = await someone();
    const body = { name: 'A script', scopes: ['__name__:read'] };
    const { key } = (await api.call('POST', '/v1/me/api-keys', { token: user.token, body })).body;
    expect((await api.call('GET', PATH, { token: key })).status).toBe(200);
    expectProblem(await api.call('POST', PATH, { token: key, body: { title: 'x' } }), 'access.scope_missing', 403);
  });

  it('publishes events with facts and the changed values', async () => {
    const user = await someone();
    const id = await idOfNew(user);
    await patch(user, id, { title: 'Water the garden' });
    await api.call('DELETE', `${PATH}/${id}`, { token: user.token });
    const { items } = (await api.call('GET', '/v1/me/activity?limit=3', { token: user.token })).body;
    expect(items.map((item: { action: string }) => item.action)).toEqual([
      '__snake__.entry_deleted',
      '__snake__.entry_changed',
      '__snake__.entry_created',
    ]);
    expect(items[1]).toMatchObject({
      facts: { entryId: id, fields: ['title'] },
      changes: { title: { before: 'Water the plants', after: 'Water the garden' } },
    });
  });

  it('stores an attachment, and a job removes its file once it is replaced or its entry is deleted', async () => {
    const user = await someone();
    const id = await idOfNew(user);
    expectProblem(await attach(user, id, 'hello', 'text/plain'), 'request.unsupported_media_type', 415);
    expectProblem(await attach(user, id, 'GIF89a'), 'request.content_mismatch', 415);
    expect((await attach(user, id)).body.hasAttachment).toBe(true);
    const first = await fileOf(id);
    const second = `${PDF}%`;
    await attach(user, id, second);
    const download = await api.call('GET', `${PATH}/${id}/attachment`, { token: user.token });
    expect([download.text, download.headers.get('content-type')]).toEqual([second, 'application/pdf']);
    await until(async () => !(await isStored(first)));
    const last = await fileOf(id);
    expect(await isStored(last)).toBe(true);
    await api.call('DELETE', `${PATH}/${id}`, { token: user.token });
    await until(async () => !(await isStored(last)));
  });

  it('exports and erases the data of one user, and keeps that of others', async () => {
    const [user, other] = [await someone(), await someone()];
    const id = await idOfNew(user);
    await attach(user, id);
    await create(other);
    const file = await fileOf(id);
    const exported = (await exportOf(api.app, user.id))['__name__'];
    expect(exported).toMatchObject({ entry: [{ title: 'Water the plants' }], attachment: [`${id}.pdf`] });
    for (let time = 0; time < 2; time++) await provider()?.erase(user.id);
    expect((await exportOf(api.app, user.id))['__name__']).toBeUndefined();
    expect([await isStored(file), (await list(other)).body.items.length]).toEqual([false, 1]);
  });
});
