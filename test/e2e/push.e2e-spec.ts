import { DevicesOfEndedSessions } from '@features/communications/devices/devices-of-ended-sessions';
import { ServerPauses } from '@features/communications/push/server-pauses';
import { idToBytes } from '@platform/ids/ids';
import { Jobs } from '@platform/jobs/jobs';
import { expectProblem } from '@test/support/expect-problem';
import { PushServices } from '@test/support/push-services';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { faultsOf, startTwoNodes, until, type TwoNodes } from '@test/support/two-nodes';
import { eraseUser, exportOf } from '@test/support/user-data';

const APNS_TOKEN = 'ab'.repeat(32);

describe('Push notifications', () => {
  let services: PushServices;
  let nodes: TwoNodes;
  let key: string;

  beforeAll(async () => {
    services = await PushServices.start();
    nodes = await startTwoNodes({ ...services.env, WORKER_BACKOFF_MS: '10' });
    const put = (path: string, body: unknown) =>
      nodes.api.call('PUT', `/v1/admin${path}`, { token: nodes.admin.token, body });
    await put('/notification-topics/releases', { names: [{ language: 'en', title: 'Releases', description: '' }] });
    const texts = [{ language: 'en', title: '{{name}} is here', text: 'Read it in {{app}}.' }];
    await put('/notification-types/app.released', { topic: 'releases', channels: ['push'], fields: ['name'], texts });
    const body = { name: 'The app', permissions: ['notifications.send'] };
    key = (await nodes.api.call('POST', '/v1/admin/api-keys', { token: nodes.admin.token, body })).body.key;
  });
  afterEach(() => services.clear());
  afterAll(async () => {
    await nodes?.stop();
    await services?.stop();
  });

  const register = ({ token }: Pick<TestUser, 'token'>, body: object, node = nodes.api) =>
    node.call('POST', '/v1/me/devices', { token, body });
  const devicesOf = async (user: TestUser) => (await nodes.read(user, '/v1/me/devices', nodes.other)).body.items;
  const browser = async () => {
    const { webPushKey } = (await nodes.api.call('GET', '/v1/push-services')).body;
    return services.subscribe(webPushKey);
  };
  const webPush = ({ endpoint, keys }: Awaited<ReturnType<typeof browser>>) => ({ kind: 'web-push', endpoint, keys });
  async function notify(user: TestUser, data: object = { name: 'Version 2' }): Promise<string> {
    const { body } = await nodes.api.call('POST', '/v1/notifications', {
      token: key,
      body: { to: [user.id], type: 'app.released', data },
    });
    const state = async () => (await nodes.api.call('GET', `/v1/notifications/${body.id}`, { token: key })).body.state;
    await until(async () => (await state()) === 'sent');
    return (await nodes.read(user, '/v1/me/notifications')).body.items[0].id;
  }
  const deliveriesOf = async (user: TestUser, id: string) =>
    (await nodes.read(user, `/v1/me/notifications/${id}/deliveries`)).body.items;
  async function settled(user: TestUser, id: string): Promise<{ state: string; reason: string | null }[]> {
    await until(async () =>
      (await deliveriesOf(user, id)).every(({ state }: { state: string }) => state !== 'waiting'),
    );
    return (await deliveriesOf(user, id)).map(({ state, reason }: { state: string; reason: string | null }) => ({
      state,
      reason,
    }));
  }

  it('reach only devices that a session has registered, so they end with it', async () => {
    const user = await nodes.someone();
    const body = { name: 'A script', scopes: ['notifications:write'] };
    const apiKey = (await nodes.api.call('POST', '/v1/me/api-keys', { token: user.token, body })).body.key;
    const device = { kind: 'apns', token: APNS_TOKEN };
    expectProblem(await register({ token: apiKey }, device), 'access.api_key_not_allowed', 403);
    expect(await devicesOf(user)).toEqual([]);
  });

  const retryNow = async () => {
    await nodes.database.write("UPDATE platform_job SET due_at = UTC_TIMESTAMP(3) WHERE name = 'communications.push'");
    for (const { app } of [nodes.api, nodes.other]) app.get(Jobs).wakeUp.send();
  };

  it('reach a browser encrypted, signed with the key that it subscribed with, and once for each device', async () => {
    const user = await nodes.someone();
    const [one, two] = [await browser(), await browser()];
    expect((await register(user, { ...webPush(one), name: 'Laptop' })).status).toBe(201);
    await register(user, webPush(two), nodes.other);
    const id = await notify(user);
    expect(await settled(user, id)).toEqual([
      { state: 'sent', reason: null },
      { state: 'sent', reason: null },
    ]);
    const message = {
      id,
      type: 'app.released',
      topic: 'releases',
      title: 'Version 2 is here',
      text: 'Read it in userkeep.',
    };
    for (const device of [one, two])
      expect(await services.messagesOf(device)).toEqual([{ ...message, data: { name: 'Version 2' } }]);
    const [call] = await services.calls('web-push');
    expect(call).toMatchObject({
      headers: { 'content-encoding': 'aes128gcm', ttl: '86400', urgency: 'normal', topic: id.replaceAll('-', '') },
      body: '4096 bytes',
    });
  });

  it('reach Android through Firebase with a token of the service account, and iOS through Apple by HTTP/2', async () => {
    const user = await nodes.someone();
    await register(user, { kind: 'fcm', token: 'the-android-device' });
    await register(user, { kind: 'apns', token: APNS_TOKEN });
    const id = await notify(user);
    await settled(user, id);
    const [granted, sent] = await services.calls('fcm');
    expect(new URLSearchParams(granted?.body).get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    expect(sent).toMatchObject({
      path: '/v1/projects/the-app/messages:send',
      headers: { authorization: 'Bearer the-token' },
    });
    expect(JSON.parse(sent?.body ?? '').message).toMatchObject({
      token: 'the-android-device',
      notification: { title: 'Version 2 is here', body: 'Read it in userkeep.' },
      data: { id, type: 'app.released', topic: 'releases' },
      android: { notification: { tag: id } },
    });
    const [apple] = await services.calls('apns');
    expect(apple).toMatchObject({
      path: `/3/device/${APNS_TOKEN}`,
      headers: { 'apns-topic': 'com.example.app', 'apns-push-type': 'alert', 'apns-collapse-id': id },
    });
    expect(JSON.parse(apple?.body ?? '').aps.alert).toEqual({
      title: 'Version 2 is here',
      body: 'Read it in userkeep.',
    });
    const claims = String(apple?.headers.authorization).split('.')[1] ?? '';
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ iss: 'DEF123GHIJ' });
  });

  it.each([
    ['a browser that has unsubscribed', { kind: 'web-push' }, { status: 410 }],
    ['an app that was uninstalled on Android', { kind: 'fcm', token: 'gone' }, { status: 404 }],
    [
      'a token of another Firebase project',
      { kind: 'fcm', token: 'other' },
      { status: 403, body: { error: { details: [{ errorCode: 'SENDER_ID_MISMATCH' }] } } },
    ],
    ['an app that was uninstalled on iOS', { kind: 'apns', token: APNS_TOKEN }, { status: 410 }],
    ['a bad token on iOS', { kind: 'apns', token: APNS_TOKEN }, { status: 400, body: { reason: 'BadDeviceToken' } }],
  ])('end for %s', async (_, device, refusal) => {
    const user = await nodes.someone();
    await register(user, device.kind === 'web-push' ? webPush(await browser()) : device);
    await services.refuse(refusal);
    const id = await notify(user);
    const reason = 'The device does not receive push notifications any more.';
    expect(await settled(user, id)).toEqual([{ state: 'failed', reason }]);
    expect(await devicesOf(user)).toEqual([]);
  });

  it('are tried again as long as a service fails, and sent once it works', async () => {
    const user = await nodes.someone();
    const device = await browser();
    await register(user, webPush(device));
    await services.refuse({ status: 503 });
    const id = await notify(user);
    await until(async () => (await services.calls('web-push')).length >= 2);
    expect(await deliveriesOf(user, id)).toMatchObject([
      { state: 'waiting', reason: 'The push service answered 503.' },
    ]);
    await services.clear();
    expect(await settled(user, id)).toMatchObject([{ state: 'sent' }]);
    expect(await services.messagesOf(device)).toHaveLength(1);
  });

  it('are given up after a refusal that does not change, or after a day', async () => {
    const user = await nodes.someone();
    await register(user, webPush(await browser()));
    await services.refuse({ status: 413 });
    expect(await settled(user, await notify(user))).toEqual([
      { state: 'failed', reason: 'The push service answered 413.' },
    ]);
    expect(await services.calls('web-push')).toHaveLength(1);
    await services.refuse({ status: 500 });
    const id = await notify(user);
    await until(async () => (await deliveriesOf(user, id))[0].reason !== null);
    await nodes.database.write(
      'UPDATE communications_delivery SET due_at = due_at - INTERVAL 1 DAY WHERE user_id = ?',
      [idToBytes(user.id)],
    );
    await retryNow();
    expect(await settled(user, id)).toEqual([{ state: 'failed', reason: 'The push service answered 500.' }]);
    expect(await devicesOf(user)).toHaveLength(1);
  });

  it('do not follow a redirect, nor call an address of the private network', async () => {
    const user = await nodes.someone();
    await register(user, webPush(await browser()));
    await services.refuse({ status: 307, headers: { location: `${services.webPushUrl}/elsewhere` } });
    const answered = { state: 'failed', reason: 'The push service answered 307.' };
    expect(await settled(user, await notify(user))).toEqual([answered]);
    expect((await services.calls('web-push')).map(({ path }) => path.startsWith('/notify/'))).toEqual([true]);
    const other = await nodes.someone();
    const { keys } = await browser();
    await register(other, { kind: 'web-push', endpoint: 'https://10.0.0.1/latest/meta-data', keys });
    // The answer does not say why, so nobody learns about the network with it.
    const refused = { state: 'failed', reason: 'The push service could not be reached.' };
    expect(await settled(other, await notify(other))).toEqual([refused]);
  });

  it('wait as long as the service asks, for a device that receives too many', async () => {
    const user = await nodes.someone();
    const device = await browser();
    await register(user, webPush(device));
    await services.refuse({ status: 429, headers: { 'retry-after': '600' } });
    const id = await notify(user);
    await until(async () => (await deliveriesOf(user, id))[0].reason !== null);
    const waiting = "SELECT id FROM platform_job WHERE name = 'communications.push'";
    const later = `${waiting} AND due_at > UTC_TIMESTAMP(3) + INTERVAL 5 MINUTE`;
    await until(async () => (await nodes.database.rows(later)).length === 1);
    expect(await services.calls('web-push')).toHaveLength(1);
    await services.clear();
    // Other devices are not concerned.
    const other = await nodes.someone();
    await register(other, webPush(await browser()));
    expect(await settled(other, await notify(other))).toMatchObject([{ state: 'sent' }]);
    await retryNow();
    expect(await settled(user, id)).toMatchObject([{ state: 'sent' }]);
  });

  it('do not call a service that has just failed, and are sent after its pause', async () => {
    const user = await nodes.someone();
    await register(user, webPush(await browser()));
    const pauses = [nodes.api, nodes.other].map(({ app }) => app.get(ServerPauses));
    const { host } = new URL(services.webPushUrl);
    for (const one of pauses) one.failed(host, 600_000);
    const id = await notify(user);
    const later =
      "SELECT id FROM platform_job WHERE name = 'communications.push' AND due_at > UTC_TIMESTAMP(3) + INTERVAL 5 MINUTE";
    await until(async () => (await nodes.database.rows(later)).length === 1);
    expect(await services.calls('web-push')).toEqual([]);
    for (const one of pauses) one.succeeded(host);
    await retryNow();
    expect(await settled(user, id)).toMatchObject([{ state: 'sent' }]);
  });

  it('shorten what is too large for the service', async () => {
    const user = await nodes.someone();
    const device = await browser();
    await register(user, webPush(device));
    await register(user, { kind: 'apns', token: APNS_TOKEN });
    const long = '€'.repeat(1200);
    await settled(user, await notify(user, { name: long, more: 'x'.repeat(300) }));
    const [message] = await services.messagesOf(device);
    expect(message).not.toHaveProperty('data');
    expect(message?.title).toBe(`${'€'.repeat(199)}…`);
    const [apple] = await services.calls('apns');
    expect(Buffer.byteLength(apple?.body ?? '')).toBeLessThanOrEqual(4096);
  });

  describe('to a device', () => {
    it('that is registered again keep its ID, and go to the user who is signed in there now', async () => {
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

    it('registered by 20 requests at once on two nodes are sent once', async () => {
      const user = await nodes.someone();
      const device = webPush(await browser());
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => register(user, device, n % 2 ? nodes.api : nodes.other)),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
      expect(await devicesOf(user)).toHaveLength(1);
    });

    it('end with the session, and before its row is removed', async () => {
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

    it('can be ended by its owner only', async () => {
      const [ada, bob] = [await nodes.someone(), await nodes.someone()];
      const { id } = (await register(ada, webPush(await browser()))).body;
      const remove = (user: TestUser) => nodes.api.call('DELETE', `/v1/me/devices/${id}`, { token: user.token });
      expectProblem(await remove(bob), 'request.not_found', 404);
      expect((await remove(ada)).status).toBe(204);
      expectProblem(await remove(ada), 'request.not_found', 404);
    });

    it('beyond 20 end the oldest', async () => {
      const user = await nodes.someone();
      const ids = [];
      for (let n = 0; n < 21; n++) ids.push((await register(user, { kind: 'fcm', token: `device-${n}` })).body.id);
      const left = (await devicesOf(user)).map(({ id }: { id: string }) => id);
      expect([left.length, left.includes(ids[0]), left[0]]).toEqual([20, false, ids[20]]);
    });

    it('are exported without its address, stored sealed, and erased with the user', async () => {
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
    ])('with %s are refused', async (_, given: Record<string, unknown>, fault) => {
      const user = await nodes.someone();
      const valid: { keys?: object } = given.kind === undefined ? webPush(await browser()) : {};
      const keys = given.keys ? { keys: { ...valid.keys, ...given.keys } } : {};
      expect(faultsOf(await register(user, { ...valid, ...given, ...keys }))).toEqual([422, fault]);
    });
  });
});
