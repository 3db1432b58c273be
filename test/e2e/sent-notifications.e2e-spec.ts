import { PublicationRepository } from '@features/communications/sending/publication.repository';
import { PublicationRun } from '@features/communications/sending/publication-run';
import type { PublicationId } from '@features/communications/sending/publication-id';
import { InboxWriter } from '@features/communications/inbox/inbox-writer';
import { idToBytes, newId } from '@platform/ids/ids';
import { expectProblem } from '@test/support/expect-problem';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { faultsOf, startTwoNodes, until, type TwoNodes } from '@test/support/two-nodes';

const NAMES = [
  { language: 'en', title: 'New releases', description: 'What is new' },
  { language: 'de', title: 'Neue Versionen', description: 'Was es Neues gibt' },
];
const RELEASED = {
  topic: 'releases',
  fields: ['version'],
  texts: [
    { language: 'en', title: 'Version {{version}} is here', text: 'Read it in {{app}}.' },
    { language: 'de', title: 'Version {{version}} ist da', text: 'Mehr dazu in {{app}}.' },
  ],
};

describe('A notification that the app sends', () => {
  let nodes: TwoNodes;
  let key: string;

  const put = (path: string, body: unknown, headers = {}) =>
    nodes.api.call('PUT', `/v1/admin${path}`, { token: nodes.admin.token, body, headers });
  const send = (body: unknown, headers = {}, node = nodes.api) =>
    node.call('POST', '/v1/notifications', { token: key, body, headers });
  const sentState = async (id: string) =>
    (await nodes.other.call('GET', `/v1/notifications/${id}`, { token: key })).body;
  const inboxOf = async (user: TestUser) => (await nodes.read(user, '/v1/me/notifications?limit=100')).body;
  const titlesOf = async (user: TestUser) => (await inboxOf(user)).items.map(({ title }: { title: string }) => title);
  const subscribe = (user: TestUser, topic: string, method = 'PUT') =>
    nodes.api.call(method, `/v1/me/subscriptions/${topic}`, { token: user.token });

  beforeAll(async () => {
    nodes = await startTwoNodes();
    await put('/notification-topics/releases', { names: NAMES });
    await put('/notification-types/app.released', RELEASED);
    const body = { name: 'The app', permissions: ['notifications.send'] };
    key = (await nodes.api.call('POST', '/v1/admin/api-keys', { token: nodes.admin.token, body })).body.key;
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => nodes.stop());

  async function sentTo(body: object): Promise<string> {
    const answer = await send({ type: 'app.released', data: { version: '2.0' }, ...body });
    expect(answer.status).toBe(202);
    await until(async () => (await sentState(answer.body.id)).state !== 'sending');
    return answer.body.id;
  }

  it('reaches each named user once, in the language of the user', async () => {
    const [ada, german] = [await nodes.someone(), await nodes.someone({ locale: 'de' })];
    const id = await sentTo({ to: [ada.id, german.id, ada.id] });
    expect(await titlesOf(ada)).toEqual(['Version 2.0 is here']);
    expect(await inboxOf(german)).toMatchObject({
      unread: 1,
      items: [{ type: 'app.released', topic: 'releases', title: 'Version 2.0 ist da', data: { version: '2.0' } }],
    });
    expect(await sentState(id)).toMatchObject({ state: 'sent', notified: 2, endedAt: expect.any(String) });
    const rows = await nodes.database.rows('SELECT content_sealed FROM communications_publication WHERE id = ?', [
      idToBytes(id),
    ]);
    expect(rows).toEqual([{ content_sealed: null }]);
  });

  it('can have texts of its own, a group and an end, and names the user who caused it', async () => {
    const [ada, grace] = [await nodes.someone(), await nodes.someone()];
    await nodes.patch(grace, '/v1/me', { displayName: 'Grace' });
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const many = { title: '{{actor}} and {{others}} more', text: '' };
    const texts = [{ language: 'en', title: '{{actor}} liked it', text: 'A {{word}}', many }];
    await put('/notification-types/app.liked', { topic: 'releases', fields: ['word'], texts });
    const liked = { type: 'app.liked', to: [ada.id], group: 'post-1', expiresAt, text: 'Not a {{template}}', data: {} };
    await sentTo({ ...liked, actorId: grace.id });
    expect((await inboxOf(ada)).items).toMatchObject([
      { title: 'Grace liked it', text: 'Not a {{template}}', actorId: grace.id, expiresAt, group: { people: 1 } },
    ]);
    await sentTo({ ...liked, actorId: nodes.admin.id });
    expect(await inboxOf(ada)).toMatchObject({ unread: 1, items: [{ group: { people: 2 } }] });
  });

  it('offers the actions of its type', async () => {
    const ada = await nodes.someone();
    const actions = [{ title: 'Read about {{version}}', path: '/releases/{{version}}' }];
    const texts = [{ language: 'en', title: 'It is here', text: '', actions }];
    const type = { topic: 'releases', fields: ['version'], texts };
    expect((await put('/notification-types/app.linked', type)).body.texts).toEqual(texts);
    await sentTo({ to: [ada.id], type: 'app.linked', data: { version: '2 beta' } });
    const shown = [{ title: 'Read about 2 beta', path: '/releases/2%20beta' }];
    expect((await inboxOf(ada)).items).toMatchObject([{ title: 'It is here', actions: shown }]);
    const elsewhere = [{ ...texts[0], actions: [{ title: 'Open', path: '//evil.example' }] }];
    expect(faultsOf(await put('/notification-types/app.linked', { ...type, texts: elsewhere }))).toEqual([
      422,
      '/texts/0/actions/0/path field.bad_format',
    ]);
  });

  it('is sent once if the request is repeated with its Idempotency-Key', async () => {
    const ada = await nodes.someone();
    const body = { to: [ada.id], type: 'app.released', data: { version: '2.0' } };
    const headers = { 'idempotency-key': newId() };
    const [first, second] = [await send(body, headers), await send(body, headers, nodes.other)];
    expect(second.body).toEqual(first.body);
    await until(async () => (await sentState(first.body.id)).state === 'sent');
    expect(await titlesOf(ada)).toEqual(['Version 2.0 is here']);
  });

  it('reaches the others if some users do not exist, and says who does not', async () => {
    const [ada, unknown] = [await nodes.someone(), newId()];
    const body = { to: [ada.id, unknown], type: 'app.released', data: { version: '2.0' } };
    expect((await send(body)).body).toMatchObject({ unknownUsers: [unknown] });
    await until(async () => (await inboxOf(ada)).unread === 1);
    expectProblem(await send({ ...body, to: [unknown] }), 'communications.no_recipients', 422);
  });

  it.each<[string, object, string[]]>([
    ['an unknown type', { type: 'app.unknown' }, ['/type communications.unknown_type']],
    ['a type of the product', { type: 'auth.password_changed' }, ['/type communications.unknown_type']],
    ['an unknown topic', { to: { topic: 'nothing' } }, ['/to/topic communications.unknown_topic']],
    ['a topic of the product', { to: { topic: 'security' } }, ['/to/topic communications.unknown_topic']],
    ['no field for its template', { data: {} }, ['/data/version communications.missing_field']],
    ['an end in the past', { expiresAt: '2020-01-01T00:00:00.000Z' }, ['/expiresAt communications.in_the_past']],
    ['both users and a topic', { to: { topic: 'releases', users: [] } }, ['/to field.bad_format']],
    ['too much data', { data: { version: 'x'.repeat(5000) } }, ['/data communications.data_too_large']],
  ])('is refused with %s', async (_, change, faults) => {
    const body = { to: [nodes.admin.id], type: 'app.released', data: { version: '2.0' }, ...change };
    expect(faultsOf(await send(body))).toEqual([422, ...faults]);
  });

  it('is refused from a key or user without the permission', async () => {
    const user = await nodes.someone();
    const body = { to: [user.id], type: 'app.released', data: { version: '2.0' } };
    const answer = await nodes.api.call('POST', '/v1/notifications', { token: user.token, body });
    expectProblem(answer, 'access.not_allowed', 403);
  });

  it('reaches the subscribers of a topic, and no user who has unsubscribed', async () => {
    const [ada, bob, grace] = [await nodes.someone(), await nodes.someone(), await nodes.someone({ locale: 'de' })];
    for (const user of [ada, bob, grace]) expect((await subscribe(user, 'releases')).status).toBe(200);
    expect((await subscribe(bob, 'releases', 'DELETE')).status).toBe(204);
    expectProblem(await subscribe(bob, 'releases', 'DELETE'), 'request.not_found', 404);
    await sentTo({ to: { topic: 'releases' } });
    expect([await titlesOf(ada), await titlesOf(bob), await titlesOf(grace)]).toEqual([
      ['Version 2.0 is here'],
      [],
      ['Version 2.0 ist da'],
    ]);
    for (const user of [ada, grace]) await subscribe(user, 'releases', 'DELETE');
  });

  it('continues after an interruption, and notifies no user twice', async () => {
    await put('/notification-topics/interrupted', { names: NAMES });
    const users = await Promise.all(Array.from({ length: 6 }, () => nodes.someone()));
    for (const user of users) await subscribe(user, 'interrupted');
    const add = InboxWriter.prototype.add;
    let count = 0;
    jest.spyOn(InboxWriter.prototype, 'add').mockImplementation(function (this: InboxWriter, given) {
      if (++count === 4) throw new Error('interrupted');
      return add.call(this, given);
    });
    const advance = PublicationRepository.prototype.advance;
    let advanced = 0;
    jest.spyOn(PublicationRepository.prototype, 'advance').mockImplementation(function (
      this: PublicationRepository,
      ...given
    ) {
      if (++advanced === 1) throw new Error('interrupted');
      return advance.apply(this, given);
    });
    const id = await sentTo({ to: { topic: 'interrupted' } });
    expect([count > 6, advanced]).toEqual([true, 2]);
    expect(await sentState(id)).toMatchObject({ state: 'sent', notified: 6 });
    for (const user of users) expect(await titlesOf(user)).toEqual(['Version 2.0 is here']);
    const run = nodes.api.app.get(PublicationRun);
    await run.run(id as PublicationId);
    for (const user of users) expect((await inboxOf(user)).unread).toBe(1);
  });

  it('reaches no further subscribers once its topic is deleted, even if the name is used again', async () => {
    await put('/notification-topics/short-lived', { names: NAMES });
    const user = await nodes.someone();
    await subscribe(user, 'short-lived');
    const usersOf = jest.spyOn(PublicationRun.prototype, 'run').mockResolvedValue();
    const { id } = (await send({ to: { topic: 'short-lived' }, type: 'app.released', data: { version: '2.0' } })).body;
    await until(async () => usersOf.mock.calls.length > 0);
    usersOf.mockRestore();
    const { token } = nodes.admin;
    expect((await nodes.api.call('DELETE', '/v1/admin/notification-topics/short-lived', { token })).status).toBe(204);
    await put('/notification-topics/short-lived', { names: NAMES });
    await nodes.api.app.get(PublicationRun).run(id);
    expect(await sentState(id)).toMatchObject({ state: 'cancelled', notified: 0 });
    expect((await nodes.read(user, '/v1/me/subscriptions')).body.items).toEqual([]);
    await until(async () => {
      const rows = await nodes.database.rows('SELECT id FROM communications_subscription WHERE user_id = ?', [
        idToBytes(user.id),
      ]);
      return rows.length === 0;
    });
  });
});

describe('The topics and types of notifications', () => {
  let nodes: TwoNodes;

  const admin = (method: string, path: string, body?: unknown, headers = {}) =>
    nodes.api.call(method, `/v1/admin${path}`, { token: nodes.admin.token, body, headers });

  beforeAll(async () => {
    nodes = await startTwoNodes();
  });
  afterAll(() => nodes.stop());

  it('are shown to users in their language, without those of the product', async () => {
    await admin('PUT', '/notification-topics/releases', { names: NAMES });
    const headers = { 'accept-language': 'de' };
    expect((await nodes.api.call('GET', '/v1/topics', { headers })).body).toEqual({
      items: [{ topic: 'releases', title: 'Neue Versionen', description: 'Was es Neues gibt' }],
    });
    const user = await nodes.someone();
    const subscribed = await nodes.api.call('PUT', '/v1/me/subscriptions/releases', { token: user.token });
    expect(subscribed.body).toMatchObject({ topic: 'releases', title: 'New releases', since: expect.any(String) });
    const again = await nodes.api.call('PUT', '/v1/me/subscriptions/releases', { token: user.token });
    expect(again.status).toBe(200);
    expect((await nodes.read(user, '/v1/me/subscriptions')).body.items).toHaveLength(1);
    const unknown = await nodes.api.call('PUT', '/v1/me/subscriptions/security', { token: user.token });
    expectProblem(unknown, 'request.not_found', 404);
  });

  it('replace the texts of a notification of the product until they are deleted', async () => {
    const path = '/notification-types/auth.password_changed';
    const before = (await admin('GET', path)).body;
    expect(before).toMatchObject({ builtIn: true, version: 0, topic: 'security', changedAt: null });
    const texts = [{ language: 'en', title: 'Your {{app}} password is new', text: 'Was it you?' }];
    expect((await admin('PUT', path, { texts })).body).toMatchObject({ version: 1, texts });
    const user = await nodes.someone();
    const body = { currentPassword: PASSWORD, newPassword: 'eleven quiet harbour lights' };
    await nodes.api.call('POST', '/v1/me/password', { token: user.token, body });
    await until(async () => (await nodes.read(user, '/v1/me/notifications')).body.unread === 1);
    expect((await nodes.read(user, '/v1/me/notifications')).body.items[0].title).toMatch(/^Your .* password is new$/);
    expect((await admin('DELETE', path)).status).toBe(204);
    expect((await admin('GET', path)).body).toEqual(before);
    expectProblem(await admin('DELETE', path), 'request.not_found', 404);
  });

  it.each<[string, string, object, (number | string)[]]>([
    ['a name of the product', 'auth.mine', {}, [422, '/type field.bad_format']],
    ['no topic', 'app.mine', { topic: undefined }, [422, '/topic field.required']],
    ['an unknown topic', 'app.mine', { topic: 'nothing' }, [422, '/topic communications.unknown_topic']],
    ['no texts', 'app.mine', { texts: [] }, [422, '/texts field.required']],
    [
      'an unknown field',
      'app.mine',
      { fields: [] },
      [422, '/texts/0 communications.bad_template', '/texts/1 communications.bad_template'],
    ],
    [
      'fields for a type of the product',
      'auth.password_changed',
      { topic: undefined },
      [422, '/fields communications.fields_are_fixed'],
    ],
    [
      'another topic for a type of the product',
      'auth.password_changed',
      { fields: undefined },
      [422, '/topic communications.topic_is_fixed'],
    ],
  ])('are refused with %s', async (_, type, change, faults) => {
    expect(faultsOf(await admin('PUT', `/notification-types/${type}`, { ...RELEASED, ...change }))).toEqual(faults);
  });

  it('are changed only if they have not been changed since the client read them, and deleted in order', async () => {
    await admin('PUT', '/notification-topics/versions', { names: NAMES });
    const type = { ...RELEASED, topic: 'versions' };
    const created = await admin('PUT', '/notification-types/app.versions', type);
    const etag = created.headers.get('etag')!;
    const change = { ...type, texts: [RELEASED.texts[0]] };
    expect((await admin('PUT', '/notification-types/app.versions', change, { 'if-match': etag })).status).toBe(200);
    expectProblem(
      await admin('PUT', '/notification-types/app.versions', type, { 'if-match': etag }),
      'request.stale',
      412,
    );
    const topic = '/notification-topics/versions';
    expectProblem(await admin('DELETE', topic), 'communications.topic_in_use', 409);
    expect((await admin('DELETE', '/notification-types/app.versions')).status).toBe(204);
    expect((await admin('DELETE', topic)).status).toBe(204);
    expectProblem(await admin('GET', topic), 'request.not_found', 404);
    expectProblem(
      await admin('PUT', '/notification-topics/security', { names: NAMES }),
      'communications.built_in_topic',
      409,
    );
    const { items } = (await admin('GET', '/audit?action=communications.topic_deleted')).body;
    expect(items).toMatchObject([{ action: 'communications.topic_deleted' }]);
  });
});
