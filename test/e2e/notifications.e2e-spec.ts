import { NotificationExpiry } from '@features/communications/inbox/notification-expiry';
import { InboxWriter } from '@features/communications/inbox/inbox-writer';
import { RetentionService } from '@features/privacy';
import { Transactions } from '@platform/persistence/transactions';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { idToBytes } from '@platform/ids/ids';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { comment } from '@test/support/test-notifications';
import { TestStreams } from '@test/support/test-streams';
import { startTwoNodes, until, type TwoNodes } from '@test/support/two-nodes';
import { exportOf } from '@test/support/user-data';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15';

describe('The inbox of a user', () => {
  let nodes: TwoNodes;
  const streams = new TestStreams();

  beforeAll(async () => {
    nodes = await startTwoNodes();
  });
  afterEach(() => streams.stop());
  afterAll(() => nodes.stop());

  const inboxOf = async (user: TestUser, query = '') => (await nodes.read(user, `/v1/me/notifications${query}`)).body;
  const titlesOf = async (user: TestUser, query = ''): Promise<string[]> =>
    (await inboxOf(user, query)).items.map(({ title }: { title: string }) => title);
  const update = (user: TestUser, id: string, body: object, node = nodes.api) =>
    nodes.patch(user, `/v1/me/notifications/${id}`, body, {}, node);
  const readAll = (user: TestUser, body: object = {}, node = nodes.api) =>
    node.call('POST', '/v1/me/notifications/read-all', { token: user.token, body });
  /** Comments of as many users as there are names, one after another, until the owner is notified of all. */
  async function comments(owner: TestUser, post: string, authors: readonly TestUser[]): Promise<void> {
    for (const author of authors) await comment(nodes.api, owner.id, author.id, post);
    await until(async () => {
      const row = await nodes.database.row<{ n: number }>(
        'SELECT COUNT(*) AS n FROM communications_notification WHERE user_id = ?',
        [idToBytes(owner.id)],
      );
      return Number(row?.n) >= authors.length;
    });
  }
  async function named(name: string): Promise<TestUser> {
    const user = await nodes.someone();
    await nodes.patch(user, '/v1/me', { displayName: name });
    return user;
  }
  /** The number of the inbox, and that of the rows. */
  async function numbersOf({ id }: TestUser): Promise<number[]> {
    const row = await nodes.database.row<{ inbox: number; counted: number }>(
      `SELECT (SELECT unread FROM communications_inbox WHERE user_id = ?) AS inbox,
         (SELECT COUNT(*) FROM communications_notification WHERE user_id = ? AND state = 'unread') AS counted`,
      [idToBytes(id), idToBytes(id)],
    );
    return [Number(row?.inbox), Number(row?.counted)];
  }

  it('receives a notification of a password change, in the language of the user', async () => {
    const user = await nodes.someone({ locale: 'de' });
    const body = { currentPassword: PASSWORD, newPassword: 'eleven quiet harbour lights' };
    expect((await nodes.api.call('POST', '/v1/me/password', { token: user.token, body })).status).toBe(204);
    await until(async () => (await inboxOf(user)).unread === 1);
    expect((await inboxOf(user)).items).toEqual([
      expect.objectContaining({
        type: 'auth.password_changed',
        topic: 'security',
        title: 'Ihr Passwort wurde geändert',
        data: {},
        actorId: null,
        archived: false,
        readAt: null,
      }),
    ]);
  });

  it('receives a notification of a sign-in from a new device, with its name', async () => {
    const user = await nodes.someone();
    const body = { email: user.email, password: PASSWORD };
    for (const userAgent of [FIREFOX, SAFARI])
      await nodes.api.call('POST', '/v1/auth/login', { body, headers: { 'user-agent': userAgent } });
    await until(async () => (await inboxOf(user)).unread === 2);
    expect((await inboxOf(user)).items[0]).toMatchObject({
      type: 'auth.new_sign_in',
      text: expect.stringContaining('Device: Safari on macOS.'),
      data: { device: 'Safari on macOS' },
    });
  });

  it('shows unread notifications of a group as one, with the number of users who caused it', async () => {
    const [owner, ada, bob, cleo] = [
      await nodes.someone(),
      await named('Ada'),
      await named('Bob'),
      await named('Cleo'),
    ];
    await comments(owner, 'first', [ada, bob, ada, cleo]);
    expect(await inboxOf(owner)).toMatchObject({
      unread: 1,
      items: [{ title: 'Cleo and 2 more commented on first', group: { people: 3 }, actorId: cleo.id }],
    });
    const [{ id }] = (await inboxOf(owner)).items;
    expect((await update(owner, id, { read: true })).body.readAt).not.toBeNull();
    await comment(nodes.api, owner.id, bob.id, 'first');
    await until(async () => (await inboxOf(owner)).unread === 1);
    expect(await titlesOf(owner)).toEqual(['Bob commented on first', 'Cleo and 2 more commented on first']);
  });

  it('changes the newest notification of a group if the client knows an older one', async () => {
    const [owner, ada, bob] = [await nodes.someone(), await named('Ada'), await named('Bob')];
    await comments(owner, 'first', [ada]);
    const [{ id }] = (await inboxOf(owner)).items;
    await comments(owner, 'first', [ada, bob]);
    await until(async () => (await titlesOf(owner))[0] === 'Bob and 1 more commented on first');
    const changed = await update(owner, id, { read: true });
    expect(changed.body).toMatchObject({ title: 'Bob and 1 more commented on first' });
    expect(changed.body.id).not.toBe(id);
    expect((await inboxOf(owner)).unread).toBe(0);
    expect((await update(owner, id, { read: false })).status).toBe(404);
  });

  it('lists, reads, archives and deletes notifications by state, page by page', async () => {
    const [owner, ada] = [await nodes.someone(), await named('Ada')];
    for (const post of ['one', 'two', 'three']) await comment(nodes.api, owner.id, ada.id, post);
    await until(async () => (await inboxOf(owner)).unread === 3);
    const [three, two, one] = (await inboxOf(owner)).items;
    await update(owner, two.id, { read: true });
    await update(owner, one.id, { archived: true });
    expect(await titlesOf(owner)).toEqual(['Ada commented on three', 'Ada commented on two']);
    expect(await titlesOf(owner, '?state=unread')).toEqual(['Ada commented on three']);
    expect(await titlesOf(owner, '?state=read')).toEqual(['Ada commented on two']);
    expect(await titlesOf(owner, '?state=archived')).toEqual(['Ada commented on one']);
    const first = await inboxOf(owner, '?limit=1');
    expect(first.items[0].id).toBe(three.id);
    expect(await titlesOf(owner, `?limit=1&cursor=${first.nextCursor}`)).toEqual(['Ada commented on two']);
    expect((await update(owner, one.id, { archived: false, read: false })).body.archived).toBe(false);
    expect((await inboxOf(owner)).unread).toBe(2);
    const path = `/v1/me/notifications/${three.id}`;
    expect((await nodes.api.call('DELETE', path, { token: owner.token })).status).toBe(204);
    expect((await nodes.api.call('DELETE', path, { token: owner.token })).status).toBe(404);
    expect((await readAll(owner, { topic: 'security' })).body).toEqual({ unread: 1 });
    expect((await readAll(owner)).body).toEqual({ unread: 0 });
    const otherUser = await nodes.someone();
    expect((await update(otherUser, two.id, { read: true })).status).toBe(404);
    expect((await readAll(owner, { topic: 'No topic' })).status).toBe(422);
  });

  it('sends the number of unread notifications to the streams on every node', async () => {
    const [owner, ada] = [await nodes.someone(), await named('Ada')];
    const stream = await streams.on(nodes.other, { token: owner.token });
    await stream.next('ready');
    await comments(owner, 'first', [ada]);
    expect((await stream.next('notifications.unread')).data).toEqual({ unread: 1 });
    await readAll(owner);
    expect((await stream.next('notifications.unread')).data).toEqual({ unread: 0 });
  });

  it('counts exactly while two nodes notify, read and mark all as read at once', async () => {
    const [owner, ada] = [await nodes.someone(), await named('Ada')];
    const both = [nodes.api, nodes.other];
    for (let n = 0; n < 20; n++) await comment(nodes.api, owner.id, ada.id, `before-${n}`);
    await until(async () => (await inboxOf(owner)).unread === 20);
    const { items } = await inboxOf(owner, '?limit=20');
    const work = items.flatMap(({ id }: { id: string }, at: number) => [
      update(owner, id, { read: true }, both[at % 2]),
      update(owner, id, at % 3 === 0 ? { archived: true } : { read: false }, both[(at + 1) % 2]),
      comment(nodes.api, owner.id, ada.id, `during-${at}`),
    ]);
    const sweeps = Array.from({ length: 50 }, (_, at) => readAll(owner, {}, both[at % 2]));
    await Promise.all([...work, ...sweeps]);
    await until(async () => {
      const row = await nodes.database.row<{ n: number }>(
        'SELECT COUNT(*) AS n FROM communications_notification WHERE user_id = ?',
        [idToBytes(owner.id)],
      );
      return Number(row?.n) === 40;
    });
    const [inbox, counted] = await numbersOf(owner);
    expect(inbox).toBe(counted);
  });

  it('would lose counts without the lock of the inbox', async () => {
    const user = await nodes.someone();
    const key = [idToBytes(user.id)];
    await nodes.database.write(
      'INSERT INTO communications_inbox (user_id, unread, version, changed_at) VALUES (?, 0, 0, UTC_TIMESTAMP(3))',
      key,
    );
    const naive = async () => {
      const sql = 'SELECT unread FROM communications_inbox WHERE user_id = ?';
      const unread = Number((await nodes.database.row<{ unread: number }>(sql, key))?.unread);
      await nodes.database.write('UPDATE communications_inbox SET unread = ? WHERE user_id = ?', [unread + 1, ...key]);
    };
    await Promise.all(Array.from({ length: 50 }, naive));
    expect((await numbersOf(user))[0]).toBeLessThan(50);
  });

  it('notifies once if the same event is handled twice', async () => {
    const [owner, ada] = [await nodes.someone(), await named('Ada')];
    await comments(owner, 'first', [ada]);
    const path = '/v1/admin/event-consumers/communications.notifications/rewind';
    const rewound = await nodes.api.call('POST', path, { token: nodes.admin.token, body: { position: 0 } });
    expect(rewound.status).toBe(200);
    // Later events are handled after the earlier ones of the same user.
    await comments(owner, 'second', [ada, ada]);
    expect(await numbersOf(owner)).toEqual([2, 2]);
    expect(await titlesOf(owner)).toEqual(['Ada commented on second', 'Ada commented on first']);
  });

  it('loses expired notifications with their share of the number, and a legal hold keeps their rows', async () => {
    const [owner, ada] = [await nodes.someone(), await named('Ada')];
    await comments(owner, 'first', [ada]);
    const [{ id }] = (await inboxOf(owner)).items;
    const key = [idToBytes(owner.id)];
    await nodes.database.write(
      'UPDATE communications_notification SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE user_id = ?',
      key,
    );
    await nodes.api.app.get(NotificationExpiry).run();
    expect([await inboxOf(owner), await numbersOf(owner)]).toMatchObject([{ items: [], unread: 0 }, [0, 0]]);
    expect((await update(owner, id, { read: false })).status).toBe(404);
    const rows = async () => {
      await nodes.api.app.get(RetentionService).run();
      return nodes.database.rows('SELECT 1 FROM communications_notification WHERE user_id = ?', key);
    };
    const { token } = nodes.admin;
    const hold = { userId: owner.id, reason: 'Case 7' };
    const placed = await nodes.api.call('POST', '/v1/admin/legal-holds', { token, body: hold });
    expect(await rows()).toHaveLength(1);
    await nodes.api.call('DELETE', `/v1/admin/legal-holds/${placed.body.id}`, { token });
    expect(await rows()).toHaveLength(0);
  });

  it('is exported, moves to a merged account with an exact number, and forgets users who were erased', async () => {
    const [owner, heir, ada] = [await nodes.someone(), await nodes.someone(), await named('Ada')];
    await comments(owner, 'first', [ada]);
    await comments(heir, 'second', [ada]);
    const exported = await exportOf(nodes.api.app, owner.id);
    expect(exported['communications.inbox'].notification).toEqual([
      expect.objectContaining({
        type: 'test.commented',
        content: expect.objectContaining({ data: { post: 'first' } }),
      }),
    ]);
    const provider = nodes.api.app
      .get(UserDataRegistry)
      .providers()
      .find(({ name }) => name === 'communications.inbox');
    await provider?.reassign(owner.id, heir.id);
    expect([await numbersOf(owner), await numbersOf(heir)]).toEqual([
      [0, 0],
      [2, 2],
    ]);
    expect(await titlesOf(heir)).toEqual(['Ada commented on second', 'Ada commented on first']);
    await provider?.erase(ada.id);
    expect(await titlesOf(heir)).toEqual(['A user commented on second', 'A user commented on first']);
    await provider?.erase(heir.id);
    expect(await numbersOf(heir)).toEqual([0, 0]);
  });

  it('changes only in a transaction that commits', async () => {
    const [owner, ada] = [await nodes.someone(), await named('Ada')];
    await comments(owner, 'first', [ada]);
    const work = nodes.api.app.get(Transactions).run(async () => {
      await nodes.api.app.get(InboxWriter).markAllRead(owner.id, undefined);
      throw new Error('undone');
    });
    await expect(work).rejects.toThrow('undone');
    expect([(await inboxOf(owner)).unread, await numbersOf(owner)]).toEqual([1, [1, 1]]);
  });
});
