import { randomUUID } from 'node:crypto';
import { RetentionService } from '@features/privacy';
import type { Answer, TestApi } from '@test/support/test-api';
import { faultsOf, startTwoNodes, type TwoNodes } from '@test/support/two-nodes';
import { eraseUser } from '@test/support/user-data';

describe('Events that an app records', () => {
  let nodes: TwoNodes;

  beforeAll(async () => {
    nodes = await startTwoNodes();
  });
  afterAll(() => nodes.stop());

  const record = (token: string, body: object, node: TestApi = nodes.api) =>
    node.call('POST', '/v1/activity', { token, body });
  const idsIn = ({ body }: Answer): string[] => body.items.map(({ id }: { id: string }) => id);
  const activityOf = async (user: { token: string }) =>
    (await nodes.api.call('GET', '/v1/me/activity?limit=100', { token: user.token })).body.items.filter(
      ({ action }: { action: string }) => action.startsWith('app.'),
    );
  const appKey = async (permissions: string[]) => {
    const body = { name: 'An app', permissions };
    return (await nodes.api.call('POST', '/v1/admin/api-keys', { token: nodes.admin.token, body })).body.key as string;
  };
  const clientRows = async () =>
    Number((await nodes.database.row<{ n: number }>('SELECT COUNT(*) AS n FROM audit_client_event'))?.n);

  it('are stored in the order of the batch, and the response contains their entries', async () => {
    const user = await nodes.someone();
    const events = Array.from({ length: 100 }, (_, n) => ({ action: 'app.step_done', details: { n } }));
    const answer = await record(user.token, { events });
    expect(answer.status).toBe(201);
    const stored = await activityOf(user);
    expect(stored.map(({ id }: { id: string }) => id).reverse()).toEqual(idsIn(answer));
    expect(stored.map(({ details }: { details: { n: number } }) => details.n).reverse()).toEqual(
      Array.from({ length: 100 }, (_, n) => n),
    );
  });

  it('are not stored at all if one of them is invalid, and each fault has its pointer', async () => {
    const user = await nodes.someone();
    const big = { text: 'x'.repeat(5000) };
    const good = { action: 'app.good' };
    expect(
      faultsOf(await record(user.token, { events: [good, good, good, { action: 'app.x', details: big }] })),
    ).toEqual([422, '/events/3/details field.too_long']);
    expect(faultsOf(await record(user.token, { events: [good, { action: 'auth.signed_in' }] }))).toEqual([
      422,
      '/events/1/action field.bad_format',
    ]);
    const key = await appKey(['activity.write']);
    const unknown = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f';
    const withSubjects = {
      events: [
        { ...good, subject: user.id },
        { ...good, subject: unknown },
      ],
    };
    expect(faultsOf(await record(key, withSubjects))).toEqual([422, '/events/1/subject audit.unknown_subject']);
    expect(faultsOf(await record(key, { events: [{ ...good, subject: user.id }, good] }))).toEqual([
      422,
      '/events/1/subject field.required',
    ]);
    expect(await activityOf(user)).toEqual([]);
  });

  it('are either one event or a list with 1 to 100', async () => {
    const { token } = await nodes.someone();
    const event = { action: 'app.x' };
    expect(faultsOf(await record(token, {}))).toEqual([422, '/action audit.action_or_events']);
    expect(faultsOf(await record(token, { events: [] }))).toEqual([422, '/events audit.action_or_events']);
    expect(faultsOf(await record(token, { ...event, details: {}, events: [event] }))).toEqual([
      422,
      '/action audit.action_or_events',
      '/details audit.action_or_events',
    ]);
    const tooMany = { events: Array.from({ length: 101 }, () => event) };
    expect(faultsOf(await record(token, tooMany))).toEqual([422, '/events field.too_many']);
  });

  it('can be sent for other users only with the permission', async () => {
    const [user, other] = [await nodes.someone(), await nodes.someone()];
    const events = [{ action: 'app.x' }, { action: 'app.x', subject: other.id }];
    expect((await record(user.token, { events })).status).toBe(403);
    expect((await record(await appKey(['users.read']), { events: [events[1]] })).status).toBe(403);
    expect(await activityOf(user)).toEqual([]);
    expect((await record(await appKey(['activity.write']), { events: [events[1]] })).status).toBe(201);
  });

  it('are stored once for each ID, on every node, and a repetition returns the same entries', async () => {
    const user = await nodes.someone();
    const events = [1, 2, 3].map((n) => ({ id: randomUUID(), action: 'app.paid', details: { n, to: 'x' } }));
    const first = await record(user.token, { events });
    const reordered = events.map((event) => ({ ...event, details: { to: 'x', n: event.details.n } }));
    const again = await record(user.token, { events: reordered }, nodes.other);
    expect([again.status, idsIn(again)]).toEqual([201, idsIn(first)]);
    const partly = await record(user.token, { events: [...events, { id: randomUUID(), action: 'app.paid' }] });
    expect(idsIn(partly).slice(0, 3)).toEqual(idsIn(first));
    expect(await activityOf(user)).toHaveLength(4);
    const single = { id: randomUUID(), action: 'app.single' };
    expect(idsIn(await record(user.token, single))).toEqual(idsIn(await record(user.token, single, nodes.other)));
    const twice = await record(user.token, { events: [{ ...single, id: randomUUID() }].flatMap((e) => [e, e]) });
    expect(new Set(idsIn(twice)).size).toBe(1);
  });

  it('are rejected if their ID was used for another event, also within a batch', async () => {
    const user = await nodes.someone();
    const [id, subject] = [randomUUID(), (await nodes.someone()).id];
    await record(user.token, { id, action: 'app.paid', details: { n: 1 } });
    const event = { action: 'app.paid', details: { n: 1 } };
    for (const other of [{ ...event, details: { n: 2 } }, { ...event, action: 'app.other' }, { action: 'app.paid' }])
      expect(faultsOf(await record(user.token, { id, ...other }))).toEqual([422, '/id audit.event_id_reused']);
    const fresh = randomUUID();
    const batch = {
      events: [
        { id: fresh, ...event },
        { id: fresh, action: 'app.other' },
      ],
    };
    expect(faultsOf(await record(user.token, batch))).toEqual([422, '/events/1/id audit.event_id_reused']);
    expect(await activityOf(user)).toHaveLength(1);
    const staff = (body: object) => record(nodes.admin.token, { id, ...event, ...body });
    expect((await staff({ subject })).status).toBe(201);
    expect(faultsOf(await staff({ subject: user.id }))).toEqual([422, '/id audit.event_id_reused']);
  });

  it('of different callers can have the same ID', async () => {
    const [user, other] = [await nodes.someone(), await nodes.someone()];
    const [one, two] = [await appKey(['activity.write']), await appKey(['activity.write'])];
    const event = { id: randomUUID(), action: 'app.shared' };
    const answers = [
      await record(user.token, event),
      await record(other.token, event),
      await record(one, { ...event, subject: user.id }),
      await record(two, { ...event, subject: user.id }),
    ];
    expect(new Set(answers.flatMap(idsIn)).size).toBe(4);
  });

  it('are stored once if both nodes receive them at the same time, in any order', async () => {
    const user = await nodes.someone();
    for (let round = 0; round < 10; round++) {
      const events = Array.from({ length: 5 }, (_, n) => ({ id: randomUUID(), action: 'app.race', details: { n } }));
      const answers = await Promise.all(
        [0, 1, 2, 3, 4, 5].map((n) => {
          const order = n % 2 === 0 ? events : [...events].reverse();
          return record(user.token, { events: order }, n < 3 ? nodes.api : nodes.other);
        }),
      );
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201]);
      const ids = answers.map((answer, n) => (n % 2 === 0 ? idsIn(answer) : idsIn(answer).reverse()).join());
      expect(new Set(ids).size).toBe(1);
    }
    expect(await activityOf(user)).toHaveLength(50);
  });

  it('can be sent again after a transaction that was rolled back', async () => {
    const user = await nodes.someone();
    const event = { id: randomUUID(), action: 'app.after_failure' };
    await nodes.database.write('RENAME TABLE event_log TO event_log_away');
    const failed = await record(user.token, event);
    await nodes.database.write('RENAME TABLE event_log_away TO event_log');
    expect(failed.status).toBe(500);
    expect((await record(user.token, event, nodes.other)).status).toBe(201);
    expect(await activityOf(user)).toHaveLength(1);
  });

  it('combine their IDs with an Idempotency-Key', async () => {
    const user = await nodes.someone();
    const body = { id: randomUUID(), action: 'app.both' };
    const send = (key: string) =>
      nodes.api.call('POST', '/v1/activity', { token: user.token, body, headers: { 'idempotency-key': key } });
    const answers = await Promise.all(['both-keys-1', 'both-keys-2', 'both-keys-3'].map(send));
    expect(new Set(answers.flatMap(idsIn)).size).toBe(1);
    expect(await activityOf(user)).toHaveLength(1);
  });

  it('can reuse their IDs after 7 days, when the IDs are removed', async () => {
    const user = await nodes.someone();
    const [old, recent] = [randomUUID(), randomUUID()];
    for (const id of [old, recent]) await record(user.token, { id, action: 'app.remembered' });
    await nodes.database.write(
      'UPDATE audit_client_event SET created_at = created_at - INTERVAL ? HOUR WHERE client_id = UNHEX(?)',
      [7 * 24 + 1, old.replaceAll('-', '')],
    );
    await nodes.database.write(
      'UPDATE audit_client_event SET created_at = created_at - INTERVAL ? HOUR WHERE client_id = UNHEX(?)',
      [7 * 24 - 1, recent.replaceAll('-', '')],
    );
    await nodes.api.app.get(RetentionService).run();
    for (const id of [old, recent]) await record(user.token, { id, action: 'app.remembered' });
    expect(await activityOf(user)).toHaveLength(3);
  });

  it('of an erased user leave no ID', async () => {
    const [user, sender] = [await nodes.someone(), await appKey(['activity.write'])];
    const before = await clientRows();
    await record(sender, { id: randomUUID(), action: 'app.x', subject: user.id });
    await record(user.token, { id: randomUUID(), action: 'app.x' });
    expect(await clientRows()).toBe(before + 2);
    await eraseUser(nodes.api.app, user.id);
    expect(await clientRows()).toBe(before);
  });

  it('can be sent in batches with the API key of a user', async () => {
    const user = await nodes.someone();
    const make = async (scopes: string[]) =>
      (await nodes.api.call('POST', '/v1/me/api-keys', { token: user.token, body: { name: 'A key', scopes } })).body
        .key as string;
    const events = [{ action: 'app.one' }, { action: 'app.two' }];
    expect((await record(await make(['activity:write']), { events })).status).toBe(201);
    expect((await record(await make(['activity:read']), { events })).status).toBe(403);
    expect(await activityOf(user)).toHaveLength(2);
  });
});
