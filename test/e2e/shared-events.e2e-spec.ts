import { defineEvent, NoFacts } from '@platform/event-log/definitions/define-event';
import { Events } from '@platform/event-log/events';
import { withWork } from '@platform/context/work-context';
import { newId, type UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { TestApi, type TestUser } from '@test/support/test-api';
import { exportOf } from '@test/support/user-data';

const Shared = defineEvent('test.shared', 1, NoFacts, 'Two users shared something');
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const NETWORK = '203.0.113.7';

describe('An event that concerns two users', () => {
  let api: TestApi;
  let counter = 0;

  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());

  const pair = async (): Promise<[TestUser, TestUser]> => [
    await api.register(`first-${++counter}`),
    await api.register(`second-${counter}`),
  ];
  /** As in a request of this user, or of an unauthenticated caller. */
  const publish = ([first, second]: readonly [TestUser, TestUser], actor?: UserId): Promise<void> => {
    const origin = { ip: NETWORK, network: NETWORK, userAgent: USER_AGENT };
    const work = { id: newId(), principal: undefined, origin, language: 'en' as const, deadline: Infinity };
    return withWork(actor ? { ...work, provenUserId: actor } : work, () =>
      api.app
        .get(Transactions)
        .run(() => api.app.get(Events).publish(Shared.of({ subject: first.id, otherSubjects: [second.id] }))),
    );
  };
  const shownTo = async ({ token }: TestUser) =>
    (await api.call('GET', '/v1/me/activity?action=test.shared', { token })).body.items[0];
  const exportedTo = async ({ id }: TestUser): Promise<Record<string, unknown>> =>
    (await exportOf(api.app, id)).events.activity.find(({ action }: { action: string }) => action === 'test.shared');

  it('shows the origin of an unauthenticated caller only to the first one', async () => {
    const users = await pair();
    await publish(users);
    const [first, second] = users;
    expect(await shownTo(first)).toMatchObject({ actor: { kind: 'unknown' }, device: 'Firefox on Linux' });
    expect(await shownTo(second)).toMatchObject({ actor: { kind: 'unknown' }, place: null, device: null });
    expect(await exportedTo(first)).toMatchObject({ device: 'Firefox on Linux', network: NETWORK });
    const exported = await exportedTo(second);
    expect(exported).toMatchObject({ action: 'test.shared', actorKind: 'unknown' });
    for (const field of ['place', 'device', 'network']) expect(exported).not.toHaveProperty(field);
  });

  it('shows each of them that the other one acted, without the origin', async () => {
    const users = await pair();
    for (const [actor, other] of [users, users.toReversed()] as [TestUser, TestUser][]) {
      await publish(users, actor.id);
      expect(await shownTo(actor)).toMatchObject({ actor: { kind: 'self' }, device: 'Firefox on Linux' });
      expect(await shownTo(other)).toMatchObject({ actor: { kind: 'other' }, device: null });
      expect(await exportedTo(other)).not.toHaveProperty('network');
    }
  });

  it('names an administrator who acted on it as staff', async () => {
    const [users, staff] = [await pair(), await api.register('staff')];
    await publish(users, staff.id);
    for (const user of users) expect(await shownTo(user)).toMatchObject({ actor: { kind: 'staff' }, device: null });
  });
});
