import { ServerPauses } from '@features/communications/push/server-pauses';
import { idToBytes } from '@platform/ids/ids';
import { Jobs } from '@platform/jobs/jobs';
import { until } from '@test/support/two-nodes';
import { APNS_TOKEN, startWithPush, webPush, type NodesWithPush } from '@test/support/with-push';

describe('Push notifications', () => {
  let services: NodesWithPush['services'];
  let nodes: NodesWithPush['nodes'];
  let register: NodesWithPush['register'];
  let devicesOf: NodesWithPush['devicesOf'];
  let browser: NodesWithPush['browser'];
  let notify: NodesWithPush['notify'];
  let deliveriesOf: NodesWithPush['deliveriesOf'];
  let settled: NodesWithPush['settled'];
  let stop: NodesWithPush['stop'];

  beforeAll(async () => {
    ({ services, nodes, register, devicesOf, browser, notify, deliveriesOf, settled, stop } = await startWithPush());
  });
  afterEach(() => services.clear());
  afterAll(() => stop?.());

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
    const actions = [{ title: 'Read Version 2', path: '/releases' }];
    for (const device of [one, two])
      expect(await services.messagesOf(device)).toEqual([{ ...message, data: { name: 'Version 2' }, actions }]);
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
      data: { id, type: 'app.released', topic: 'releases', actions: expect.stringContaining('"/releases"') },
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
});
