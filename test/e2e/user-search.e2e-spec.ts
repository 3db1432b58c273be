import { EmailReindex } from '@features/users/account/email-reindex';
import { LastActive } from '@features/users/account/last-active';
import { NameKeys } from '@features/users/account/name-keys';
import { idToBytes } from '@platform/ids/ids';
import type { Answer, TestUser } from '@test/support/test-api';
import { faultsOf, startTwoNodes, until, type TwoNodes } from '@test/support/two-nodes';

const DAY_MS = 86_400_000;
const day = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

describe('A search for users', () => {
  let nodes: TwoNodes;
  let counter = 0;

  beforeAll(async () => {
    nodes = await startTwoNodes();
  });
  afterAll(() => nodes.stop());

  const list = (query: Record<string, string | number>) =>
    nodes.read(nodes.admin, `/v1/admin/users?${new URLSearchParams(query as Record<string, string>).toString()}`);
  const idsOf = ({ body }: Answer): string[] => body.items.map((item: { id: string }) => item.id);
  const allOf = async (query: Record<string, string | number>): Promise<string[]> => {
    const found: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const { body, status } = await list({ ...query, ...(cursor && { cursor }) });
      expect(status).toBe(200);
      found.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.nextCursor as string | null;
    }
    return found;
  };
  const someoneAt = async (domain: string, more: object = {}): Promise<TestUser> => {
    const email = `person-${++counter}@${domain}`;
    const body = { email, password: 'violet teapots dance slowly', ...more };
    const answer = await nodes.api.call('POST', '/v1/auth/register', { body });
    expect(answer.status).toBe(201);
    return { ...answer.body.user, token: answer.body.accessToken, refreshToken: answer.body.refreshToken };
  };
  const giveRole = (user: TestUser, role: string) =>
    nodes.api.call('PUT', `/v1/admin/users/${user.id}/roles`, { token: nodes.admin.token, body: { roles: [role] } });
  const suspend = (user: TestUser) =>
    nodes.api.call('POST', `/v1/admin/users/${user.id}/suspend`, {
      token: nodes.admin.token,
      body: { reason: 'A test.' },
    });
  const setRow = (user: TestUser, sql: string, ...values: (string | Date)[]) =>
    nodes.database.write(`UPDATE users_account SET ${sql} WHERE id = ?`, [...values, idToBytes(user.id)]);

  it('finds by the beginning of the username or the display name, each user once, ignoring case and accents', async () => {
    const zora = await nodes.someone({ username: 'zora', displayName: 'Zora Neale' });
    const both = await nodes.someone({ username: 'zor-other', displayName: 'Another name' });
    const named = await nodes.someone({ displayName: 'Żóřa  Élan' });
    const unnamed = await nodes.someone({ displayName: 'Not Zora' });
    const usernamesFirst = [both.id, zora.id, named.id];
    for (const q of ['zor', 'ZOR', 'Źo'])
      expect((await allOf({ q })).sort()).toEqual(expect.arrayContaining([named.id]));
    expect(await allOf({ q: 'zor' })).toEqual(usernamesFirst);
    expect(await allOf({ q: 'ZOR', limit: 1 })).toEqual(usernamesFirst);
    expect(await allOf({ q: 'zora e' })).toEqual([named.id]);
    expect(await allOf({ q: 'zora n' })).toEqual([zora.id]);
    expect(await allOf({ q: '%' })).toEqual([]);
    expect(await allOf({ q: 'zor' })).not.toContain(unnamed.id);
    await nodes.patch(named, '/v1/me', { displayName: 'Renamed' });
    expect([await allOf({ q: 'zora e' }), await allOf({ q: 'renam' })]).toEqual([[], [named.id]]);
  });

  it('finds by the domain of the address, even after the address has changed', async () => {
    const users = [];
    for (let n = 0; n < 5; n++) users.unshift((await someoneAt('firma.example')).id);
    const other = await someoneAt('sub.firma.example');
    expect(await allOf({ emailDomain: 'firma.example', limit: 2 })).toEqual(users);
    expect(await allOf({ emailDomain: 'FIRMA.example' })).toEqual(users);
    const [moved = ''] = users;
    await nodes.patch(nodes.admin, `/v1/admin/users/${moved}`, { email: 'moved@sub.firma.example' });
    expect(await allOf({ emailDomain: 'firma.example' })).toEqual(users.slice(1));
    expect((await allOf({ emailDomain: 'sub.firma.example' })).sort()).toEqual([moved, other.id].sort());
    const umlaut = await someoneAt('bücher.example');
    for (const emailDomain of ['bücher.example', 'xn--bcher-kva.example'])
      expect(await allOf({ emailDomain })).toEqual([umlaut.id]);
    expect(faultsOf(await list({ emailDomain: 'no domain', email: 'none' }))).toEqual([
      422,
      '/email users.bad_email',
      '/emailDomain users.bad_email_domain',
    ]);
  });

  it('finds accounts without search keys from earlier releases, once the jobs have added the keys', async () => {
    const user = await someoneAt('before.example', { displayName: 'Früher da' });
    await setRow(user, 'display_name_key = NULL');
    await nodes.database.write('UPDATE users_email_index SET domain_index = NULL WHERE user_id = ?', [
      idToBytes(user.id),
    ]);
    await nodes.api.app.get(NameKeys).run();
    await nodes.api.app.get(EmailReindex).run();
    expect(await allOf({ q: 'fruher' })).toEqual([user.id]);
    expect(await allOf({ emailDomain: 'before.example' })).toEqual([user.id]);
  });

  it('finds by the domain while the key of the index is being rotated, each user once', async () => {
    const before = await someoneAt('rotated.example');
    const { exitCode } = await nodes.api.command(['keys', 'rotate', 'blind-index']);
    expect(exitCode).toBe(0);
    await until(async () => {
      await nodes.api.app.get(EmailReindex).run();
      const [row] = await nodes.database.rows<{ n: number }>(
        'SELECT COUNT(*) AS n FROM users_email_index WHERE user_id = ?',
        [idToBytes(before.id)],
      );
      return Number(row?.n) === 2;
    });
    const after = await someoneAt('rotated.example');
    expect(await allOf({ emailDomain: 'rotated.example', limit: 1 })).toEqual([after.id, before.id]);
    expect((await list({ emailDomain: 'rotated.example', count: 'true' })).body.total).toBe(2);
  });

  it('finds by role, and by role together with everything else', async () => {
    const holders = [];
    for (let n = 0; n < 4; n++) {
      const user = await someoneAt('staff.example', { username: `staff-${n}`, displayName: `Staff ${n}` });
      await giveRole(user, n % 2 ? 'moderator' : 'viewer');
      holders.unshift(user);
    }
    const viewers = [holders[1]?.id, holders[3]?.id];
    expect(await allOf({ role: 'viewer', limit: 1 })).toEqual(viewers);
    await suspend(holders[1] as TestUser);
    expect(await allOf({ role: 'viewer', state: 'active' })).toEqual([holders[3]?.id]);
    expect(await allOf({ role: 'viewer', emailDomain: 'staff.example', limit: 1 })).toEqual(viewers);
    expect(await allOf({ role: 'viewer', q: 'staff', limit: 1 })).toEqual(viewers.toReversed());
    expect(await allOf({ role: 'moderator', username: 'staff-', limit: 1 })).toEqual([holders[2]?.id, holders[0]?.id]);
    expect((await list({ role: 'viewer', count: 'true', limit: 1 })).body.total).toBe(2);
    expect((await list({ role: 'viewer', q: 'staff', state: 'suspended', count: 'true' })).body).toMatchObject({
      items: [{ id: holders[1]?.id }],
      total: 1,
    });
    expect(await allOf({ role: 'nothing' })).toEqual([]);
  });

  it('finds by the creation date, where a date means its start in UTC', async () => {
    const users = [];
    for (const at of ['2020-05-01T00:00:00Z', '2020-05-01T12:00:00Z', '2020-05-02T00:00:00Z']) {
      const user = await nodes.someone();
      await setRow(user, 'created_at = ?', new Date(at));
      users.unshift(user.id);
    }
    expect(await allOf({ createdSince: '2020-05-01', createdUntil: '2020-05-03', limit: 1 })).toEqual(users);
    expect(await allOf({ createdSince: '2020-05-01', createdUntil: '2020-05-02' })).toEqual(users.slice(1));
    expect(await allOf({ createdSince: '2020-05-01T12:00:00Z', createdUntil: '2020-05-02' })).toEqual([users[1]]);
    expect(await allOf({ createdUntil: '2020-05-02', state: 'suspended' })).toEqual([]);
    expect(faultsOf(await list({ createdSince: '2020-02-30' }))).toEqual([422, '/createdSince field.bad_format']);
  });

  it('finds users by their last activity, which sign-ins and refreshes record', async () => {
    const [user, other] = [await nodes.someone(), await nodes.someone()];
    const shown = async ({ id }: TestUser) =>
      (await nodes.read(nodes.admin, `/v1/admin/users/${id}`)).body.lastActiveOn;
    expect(await shown(user)).toBe(day(0));
    // The deferred writes of the registrations must not overwrite what is set here.
    await nodes.api.app.get(LastActive).beforeApplicationShutdown();
    for (const one of [user, other]) await setRow(one, 'last_active_on = ?', '2020-01-01');
    const quiet = () => allOf({ activeUntil: '2020-01-02', limit: 1 });
    expect((await quiet()).sort()).toEqual([user.id, other.id].sort());
    await nodes.other.login(user.email);
    await until(async () => (await shown(user)) === day(0));
    expect(await quiet()).toEqual([other.id]);
    await nodes.other.call('POST', '/v1/auth/refresh', { body: { refreshToken: other.refreshToken } });
    await until(async () => (await shown(other)) === day(0));
    expect(await quiet()).toEqual([]);
    expect(await allOf({ activeSince: day(0), limit: 100 })).toEqual(expect.arrayContaining([user.id, other.id]));
    const etag = (await nodes.read(user, '/v1/me')).headers.get('etag');
    await nodes.other.app.get(LastActive).beforeApplicationShutdown();
    await setRow(user, 'last_active_on = NULL');
    expect(await allOf({ activeSince: day(0), limit: 100 })).not.toContain(user.id);
    expect((await nodes.read(user, '/v1/me')).headers.get('etag')).toBe(etag);
  });

  it('combines every filter with every other one', async () => {
    const user = await someoneAt('all.example', { username: 'all-in-one', displayName: 'All in one' });
    await giveRole(user, 'viewer');
    const filters = {
      q: 'all',
      username: 'all-',
      email: `person-${counter}@all.example`,
      emailDomain: 'all.example',
      state: 'active',
      role: 'viewer',
      createdSince: day(-1),
      createdUntil: day(2),
      activeSince: day(-1),
      activeUntil: day(2),
    };
    const wrong = {
      q: 'none',
      username: 'none',
      email: 'none@all.example',
      emailDomain: 'none.example',
      state: 'suspended',
      role: 'moderator',
      createdSince: day(1),
      createdUntil: day(-1),
      activeSince: day(2),
      activeUntil: day(-1),
    };
    const names = Object.keys(filters) as (keyof typeof filters)[];
    for (const one of names) {
      for (const two of names.slice(names.indexOf(one) + 1)) {
        const both = { [one]: filters[one], [two]: filters[two], limit: 100, count: 'true' };
        const answer = await list(both);
        expect({ one, two, found: idsOf(answer).includes(user.id) }).toEqual({ one, two, found: true });
        expect(answer.body.total).toBe(answer.body.items.length);
        for (const query of [
          { ...both, [one]: wrong[one] },
          { ...both, [two]: wrong[two] },
        ]) {
          expect({ one, two, found: idsOf(await list(query)).includes(user.id) }).toEqual({ one, two, found: false });
        }
      }
    }
    expect(await allOf(filters)).toEqual([user.id]);
  });

  it('counts only on request, and accepts a cursor only with the same filters', async () => {
    const first = await list({ limit: 1 });
    expect(first.body).not.toHaveProperty('total');
    const counted = await list({ limit: 1, count: 'true', cursor: first.body.nextCursor });
    const [row] = await nodes.database.rows<{ n: number }>('SELECT COUNT(*) AS n FROM users_account');
    expect([counted.status, counted.body.total]).toEqual([200, Number(row?.n)]);
    expect((await list({ limit: 1, role: 'viewer', cursor: first.body.nextCursor })).body.code).toBe(
      'request.invalid_cursor',
    );
    expect(faultsOf(await list({ count: 'yes' }))).toEqual([422, '/count field.not_allowed_value']);
  });
});
