import { newId } from '@platform/ids/ids';
import type { Answer } from '@test/support/test-api';
import { faultsOf, startTwoNodes, type TwoNodes } from '@test/support/two-nodes';

describe('Accounts for administrators', () => {
  let nodes: TwoNodes;
  let api: TwoNodes['api'];
  let admin: TwoNodes['admin'];
  let someone: TwoNodes['someone'];
  let read: TwoNodes['read'];
  let patch: TwoNodes['patch'];

  beforeAll(async () => {
    nodes = await startTwoNodes();
    ({ api, admin, someone, read, patch } = nodes);
  });
  afterAll(() => nodes.stop());
  const list = (query: string, by = admin) => read(by, `/v1/admin/users?${query}`);
  const idsOf = ({ body }: Answer) => body.items.map((item: { id: string }) => item.id);
  const create = (body: unknown, headers = {}, by = admin) =>
    api.call('POST', '/v1/admin/users', { token: by.token, body, headers });

  it('are listed newest first, page by page, each once', async () => {
    const users = [];
    for (let n = 0; n < 5; n++) users.unshift((await someone()).id);
    const pages = [];
    let cursor = '';
    do {
      const page = await list(`limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      expect([page.status, page.body.items.length <= 2]).toEqual([200, true]);
      pages.push(...idsOf(page));
      cursor = page.body.nextCursor ?? '';
    } while (cursor);
    expect(pages.slice(0, 5)).toEqual(users);
    expect(new Set(pages).size).toBe(pages.length);
    expect(pages).toContain(admin.id);
  });

  it('are found by their full address in any case, and returned with it', async () => {
    const user = await someone();
    const { body } = await list(`email=${encodeURIComponent(user.email.toUpperCase())}`);
    const { body: me } = await read(user, '/v1/me');
    expect(body).toEqual({ items: [expect.objectContaining(me)], nextCursor: null });
    expect(idsOf(await list(`email=unknown@example.com`))).toEqual([]);
    expect(faultsOf(await list(`email=${encodeURIComponent('m\u0131ke@example.com')}`))).toEqual([
      422,
      '/email users.bad_email',
    ]);
    expect(idsOf(await list(`email=${encodeURIComponent(user.email)}&state=suspended`))).toEqual([]);
  });

  it('are found by the beginning of their username, in its order', async () => {
    for (const username of ['zebra-b', 'zebra-a', 'zebra-c', 'zebu']) await someone({ username });
    const names = ({ body }: Answer) => body.items.map((item: { username: string }) => item.username);
    expect(names(await list('username=ZEBRA'))).toEqual(['zebra-a', 'zebra-b', 'zebra-c']);
    const first = await list('username=ze&limit=3');
    expect(names(first)).toEqual(['zebra-a', 'zebra-b', 'zebra-c']);
    expect(names(await list(`username=ze&limit=3&cursor=${encodeURIComponent(first.body.nextCursor)}`))).toEqual([
      'zebu',
    ]);
    expect(names(await list('username=zebra-b&state=suspended'))).toEqual([]);
    expect(names(await list('username=zebra-b&state=active'))).toEqual(['zebra-b']);
    expect(faultsOf(await list('username=%25'))).toEqual([422, '/username field.bad_format']);
  });

  it('are found by state', async () => {
    const user = await someone();
    await api.call('POST', `/v1/admin/users/${user.id}/suspend`, { token: admin.token, body: { reason: 'test' } });
    expect(idsOf(await list('state=suspended&limit=1'))).toEqual([user.id]);
    expect(idsOf(await list('state=active&limit=100'))).not.toContain(user.id);
  });

  it.each([
    ['state=gone', ['/state field.not_allowed_value']],
    ['limit=0', ['/limit field.too_small']],
    ['limit=101', ['/limit field.too_large']],
    ['limit=2;drop', ['/limit field.wrong_type']],
    ['order=email', ['/order field.unknown']],
    ['email[]=x', ['/email[] field.unknown']],
  ])('are not listed by %s', async (query, faults) => {
    expect(faultsOf(await list(query))).toEqual([422, ...faults]);
  });

  it('reject a cursor of another list, other filters or another caller, and a forged one', async () => {
    const helper = await someone();
    await api.call('PUT', `/v1/admin/users/${helper.id}/roles`, { token: admin.token, body: { roles: ['support'] } });
    const { body } = await list('limit=1');
    const cursor = encodeURIComponent(body.nextCursor);
    expect((await list(`limit=1&cursor=${cursor}`)).status).toBe(200);
    expect((await list(`limit=1&state=active&cursor=${cursor}`)).body.code).toBe('request.invalid_cursor');
    expect((await list(`limit=1&cursor=${cursor}`, helper)).body.code).toBe('request.invalid_cursor');
    expect((await list('cursor=AAAA')).body.code).toBe('request.invalid_cursor');
  });

  it('are available only to permission holders, and each permission allows only its own actions', async () => {
    const [helper, user] = [await someone(), await someone()];
    expect((await list('', user)).status).toBe(403);
    await api.call('PUT', `/v1/admin/users/${helper.id}/roles`, { token: admin.token, body: { roles: ['support'] } });
    expect((await list('', helper)).status).toBe(200);
    expect((await read(helper, `/v1/admin/users/${user.id}`)).body.id).toBe(user.id);
    expect((await create({ email: 'by-support@example.com' }, {}, helper)).status).toBe(403);
    expect((await patch(helper, `/v1/admin/users/${user.id}`, { displayName: 'x' })).status).toBe(403);
    expect((await read(admin, `/v1/admin/users/${newId()}`)).status).toBe(404);
    expect((await read(admin, '/v1/admin/users/me')).status).toBe(404);
  });

  it('are created without a password, once for each Idempotency-Key', async () => {
    const body = {
      email: 'Made.By.Admin@Example.com',
      username: 'made-by-admin',
      displayName: 'Made',
      locale: 'de',
      emailVerified: true,
    };
    const headers = { 'idempotency-key': 'create-made-by-admin' };
    const first = await create(body, headers);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      email: 'Made.By.Admin@example.com',
      username: 'made-by-admin',
      displayName: 'Made',
      locale: 'de',
      emailVerified: true,
      state: 'active',
      roles: [],
    });
    expect((await create(body, headers)).body).toEqual(first.body);
    expect((await create({ ...body, email: 'other@example.com' }, headers)).status).toBe(422);
    expect((await create({ email: 'made.by.admin@EXAMPLE.com' })).body.code).toBe('users.email_taken');
    expect((await create({ email: 'other@example.com', username: 'Made-By-Admin' })).body.code).toBe(
      'users.username_taken',
    );
    expect((await api.call('POST', '/v1/auth/login', { body: { email: body.email, password: '' } })).status).not.toBe(
      200,
    );
  });

  it('are unique per address, even when created concurrently', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        i % 2 ? create({ email: 'RACE@example.com' }) : create({ email: 'race@example.com' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
  });

  it.each([
    [{}, ['/email field.required']],
    [{ email: 5 }, ['/email field.wrong_type']],
    [{ email: 'a@x.example, b@y.example' }, ['/email users.bad_email']],
    [{ email: 'mi\u212ae@example.com' }, ['/email users.bad_email']],
    [{ email: 'x@example.com', username: 'admin' }, ['/username users.reserved_username']],
    [{ email: 'x@example.com', roles: ['admin'] }, ['/roles field.unknown']],
    [{ email: 'x@example.com', password: 'x' }, ['/password field.unknown']],
    [{ email: 'x@example.com', emailVerified: 'yes' }, ['/emailVerified field.wrong_type']],
    [{ email: 'x@example.com', locale: '??' }, ['/locale users.bad_locale']],
  ])('are not created by %j', async (body, faults) => {
    expect(faultsOf(await create(body))).toEqual([422, ...faults]);
  });

  it('are updated atomically: address, index, verification and profile', async () => {
    const user = await someone();
    const path = `/v1/admin/users/${user.id}`;
    await patch(admin, path, { emailVerified: true });
    const etag = (await read(admin, path)).headers.get('etag') as string;
    const changed = await patch(
      admin,
      path,
      { email: 'Moved@example.com', displayName: 'Moved', locale: 'de' },
      { 'if-match': etag },
    );
    expect(changed.body).toMatchObject({
      email: 'Moved@example.com',
      emailVerified: false,
      displayName: 'Moved',
      locale: 'de',
    });
    expect((await patch(admin, path, { displayName: 'x' }, { 'if-match': etag })).status).toBe(412);
    expect(idsOf(await list('email=moved@example.com'))).toEqual([user.id]);
    expect(idsOf(await list(`email=${user.email}`))).toEqual([]);
    expect((await patch(admin, path, { emailVerified: true })).body.emailVerified).toBe(true);
    expect((await patch(admin, path, { email: 'Moved@example.com' })).body.emailVerified).toBe(true);
    expect((await create({ email: user.email })).status).toBe(201);
    expect((await patch(admin, path, { email: user.email })).body.code).toBe('users.email_taken');
    expect((await read(admin, path)).body.email).toBe('Moved@example.com');
    const { body } = await read(user, '/v1/me/activity?action=users.email_changed');
    expect(body.items[0].changes.email).toEqual({ before: user.email, after: 'Moved@example.com' });
  });

  it('are not changed at all if one field is rejected', async () => {
    const [user, taken] = [await someone(), await someone({ username: 'taken-name' })];
    const path = `/v1/admin/users/${user.id}`;
    expect((await patch(admin, path, { email: 'half@example.com', username: 'taken-name' })).body.code).toBe(
      'users.username_taken',
    );
    expect((await read(admin, path)).body.email).toBe(user.email);
    expect(idsOf(await list('email=half@example.com'))).toEqual([]);
    expect(taken.id).not.toBe(user.id);
  });

  it.each([
    [{ email: null }, ['/email field.wrong_type']],
    [{ state: 'suspended' }, ['/state field.unknown']],
    [{ roles: ['admin'] }, ['/roles field.unknown']],
    [{ id: 'x' }, ['/id field.unknown']],
  ])('are not changed by %j', async (body, faults) => {
    const user = await someone();
    expect(faultsOf(await patch(admin, `/v1/admin/users/${user.id}`, body))).toEqual([422, ...faults]);
  });

  it('cannot be changed by administrators with fewer permissions, in particular not their address', async () => {
    const helper = await someone();
    await api.call('POST', '/v1/admin/roles', {
      token: admin.token,
      body: {
        name: 'editor',
        description: '',
        permissions: ['users.read', 'users.write', 'personal.write', 'credentials.write'],
      },
    });
    await api.call('PUT', `/v1/admin/users/${helper.id}/roles`, { token: admin.token, body: { roles: ['editor'] } });
    const user = await someone();
    expect((await patch(helper, `/v1/admin/users/${user.id}`, { email: 'fine@example.com' })).status).toBe(200);
    const path = `/v1/admin/users/${admin.id}`;
    for (const [at, body] of [
      [path, { email: 'mine@example.com' }],
      [path, { emailVerified: true }],
      [path, { bio: 'mine' }],
      [`${path}/personal`, { givenName: 'Mine' }],
    ] as const) {
      const answer = await patch(helper, at, body);
      expect([answer.status, answer.body.code]).toEqual([403, 'users.account_has_more_rights']);
    }
    expect((await patch(helper, `/v1/admin/users/${user.id}/personal`, { givenName: 'Fine' })).status).toBe(200);
    expect((await read(admin, '/v1/me')).body).toMatchObject({ email: admin.email, bio: null });
  });
});
