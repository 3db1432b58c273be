import { DevicesOfEndedSessions } from '@features/communications/devices/devices-of-ended-sessions';
import { idToBytes } from '@platform/ids/ids';
import { expectProblem } from '@test/support/expect-problem';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { faultsOf } from '@test/support/two-nodes';
import { eraseUser, exportOf } from '@test/support/user-data';
import { APNS_TOKEN, startWithPush, webPush, type NodesWithPush } from '@test/support/with-push';

describe('A device for push notifications', () => {
  let services: NodesWithPush['services'];
  let nodes: NodesWithPush['nodes'];
  let register: NodesWithPush['register'];
  let devicesOf: NodesWithPush['devicesOf'];
  let browser: NodesWithPush['browser'];
  let notify: NodesWithPush['notify'];
  let settled: NodesWithPush['settled'];
  let stop: NodesWithPush['stop'];

  beforeAll(async () => {
    ({ services, nodes, register, devicesOf, browser, notify, settled, stop } = await startWithPush());
  });
  afterEach(() => services.clear());
  afterAll(() => stop?.());

  it('is registered by a session and not by an API key, so it ends with it', async () => {
    const user = await nodes.someone();
    const body = { name: 'A script', scopes: ['notifications:write'] };
    const apiKey = (await nodes.api.call('POST', '/v1/me/api-keys', { token: user.token, body })).body.key;
    const device = { kind: 'apns', token: APNS_TOKEN };
    expectProblem(await register({ token: apiKey }, device), 'access.api_key_not_allowed', 403);
    expect(await devicesOf(user)).toEqual([]);
  });

  it('keeps its ID when it is registered again, and receives what is sent to the user who is signed in there now', async () => {
    const [ada, bob] = [await nodes.someone(), await nodes.someone()];
    const device = await browser();
    const first = await register(ada, webPush(device));
    const again = await register(ada, { ...webPush(device), name: 'Phone' });
    expect([again.body.id, again.body.name]).toEqual([first.body.id, 'Phone']);
    expect((await register(bob, webPush(device))).body.id).not.toBe(first.body.id);
    expect([await devicesOf(ada), (await devicesOf(bob)).length]).toEqual([[], 1]);
    await notify(ada);
    await settled(bob, await notify(bob, { name: 'For Bob' }));
    expect(await services.messagesOf(device)).toMatchObject([{ title: 'For Bob is here' }]);
  });

  it('is registered once by 20 requests at once on two nodes', async () => {
    const user = await nodes.someone();
    const device = webPush(await browser());
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => register(user, device, n % 2 ? nodes.api : nodes.other)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(await devicesOf(user)).toHaveLength(1);
  });

  it('ends with its session, and before its row is removed', async () => {
    const user = await nodes.someone();
    const second = await nodes.api.login(user.email, PASSWORD);
    const device = await browser();
    await register(second, webPush(device));
    await nodes.api.call('POST', '/v1/auth/logout', { token: second.token });
    const reason = 'The session of the device has ended.';
    expect(await settled(user, await notify(user))).toEqual([{ state: 'failed', reason }]);
    expect(await services.calls('web-push')).toEqual([]);
    const third = await nodes.api.login(user.email, PASSWORD);
    await register(third, webPush(device));
    await nodes.api.call('POST', '/v1/auth/logout', { token: third.token });
    await nodes.api.app.get(DevicesOfEndedSessions).run();
    expect(await devicesOf(user)).toEqual([]);
  });

  it('can be removed by its owner only', async () => {
    const [ada, bob] = [await nodes.someone(), await nodes.someone()];
    const { id } = (await register(ada, webPush(await browser()))).body;
    const remove = (user: TestUser) => nodes.api.call('DELETE', `/v1/me/devices/${id}`, { token: user.token });
    expectProblem(await remove(bob), 'request.not_found', 404);
    expect((await remove(ada)).status).toBe(204);
    expectProblem(await remove(ada), 'request.not_found', 404);
  });

  it('beyond 20 replaces the oldest', async () => {
    const user = await nodes.someone();
    const ids = [];
    for (let n = 0; n < 21; n++) ids.push((await register(user, { kind: 'fcm', token: `device-${n}` })).body.id);
    const left = (await devicesOf(user)).map(({ id }: { id: string }) => id);
    expect([left.length, left.includes(ids[0]), left[0]]).toEqual([20, false, ids[20]]);
  });

  it('is exported without its address, stored sealed, and erased with the user', async () => {
    const user = await nodes.someone();
    const device = await browser();
    await register(user, { ...webPush(device), name: 'My own laptop' });
    const { device: exported } = (await exportOf(nodes.api.app, user.id))['communications.devices'];
    expect(exported).toMatchObject([{ kind: 'web-push' }]);
    expect(JSON.stringify(exported)).not.toContain(device.endpoint);
    const [row] = await nodes.database.rows('SELECT * FROM communications_device WHERE user_id = ?', [
      idToBytes(user.id),
    ]);
    const stored = Object.values(row ?? {}).map(String);
    expect(stored.some((value) => /My own laptop|localhost/.test(value))).toBe(false);
    await eraseUser(nodes.api.app, user.id);
    expect(
      await nodes.database.rows('SELECT id FROM communications_device WHERE user_id = ?', [idToBytes(user.id)]),
    ).toEqual([]);
  });

  it.each([
    ['no endpoint', { kind: 'web-push' }, '/endpoint field.required'],
    ['an endpoint without TLS', { endpoint: 'http://push.example.com/1' }, '/endpoint field.bad_format'],
    ['an endpoint with a password', { endpoint: 'https://a:b@push.example.com/1' }, '/endpoint field.bad_format'],
    ['no keys', { keys: undefined }, '/keys field.required'],
    ['a point outside the curve', { keys: { p256dh: `BA${'A'.repeat(85)}` } }, '/keys/p256dh field.bad_format'],
    ['a short secret', { keys: { auth: 'AAAA' } }, '/keys/auth field.bad_format'],
    [
      'an endpoint at another host',
      { endpoint: 'https://push.example.com/1' },
      '/endpoint communications.unknown_push_service',
    ],
    ['no token', { kind: 'fcm' }, '/token field.required'],
    ['a token of another service', { kind: 'apns', token: '../admin' }, '/token field.bad_format'],
  ])('with %s is refused', async (_, given: Record<string, unknown>, fault) => {
    const user = await nodes.someone();
    const valid: { keys?: object } = given.kind === undefined ? webPush(await browser()) : {};
    const keys = given.keys ? { keys: { ...valid.keys, ...given.keys } } : {};
    expect(faultsOf(await register(user, { ...valid, ...given, ...keys }))).toEqual([422, fault]);
  });
});
