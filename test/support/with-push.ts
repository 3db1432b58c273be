import { PushServices } from './push-services';
import type { TestUser } from './test-api';
import { startTwoNodes, until } from './two-nodes';

export const APNS_TOKEN = 'ab'.repeat(32);

type Browser = Awaited<ReturnType<PushServices['subscribe']>>;

/** What a browser registers. */
export const webPush = ({ endpoint, keys }: Browser) => ({ kind: 'web-push', endpoint, keys });

/** Two nodes that send push notifications of the type `app.released`, with their services. */
export async function startWithPush() {
  const services = await PushServices.start();
  const nodes = await startTwoNodes({ ...services.env, WORKER_BACKOFF_MS: '10' });
  const put = (path: string, body: unknown) =>
    nodes.api.call('PUT', `/v1/admin${path}`, { token: nodes.admin.token, body });
  await put('/notification-topics/releases', { names: [{ language: 'en', title: 'Releases', description: '' }] });
  const actions = [{ title: 'Read {{name}}', path: '/releases' }];
  const texts = [{ language: 'en', title: '{{name}} is here', text: 'Read it in {{app}}.', actions }];
  await put('/notification-types/app.released', { topic: 'releases', channels: ['push'], fields: ['name'], texts });
  const app = { name: 'The app', permissions: ['notifications.send'] };
  const { key } = (await nodes.api.call('POST', '/v1/admin/api-keys', { token: nodes.admin.token, body: app })).body;

  const register = ({ token }: Pick<TestUser, 'token'>, body: object, node = nodes.api) =>
    node.call('POST', '/v1/me/devices', { token, body });
  const devicesOf = async (user: TestUser) => (await nodes.read(user, '/v1/me/devices', nodes.other)).body.items;
  const browser = async () => {
    const { webPushKey } = (await nodes.api.call('GET', '/v1/push-services')).body;
    return services.subscribe(webPushKey);
  };
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

  async function stop(): Promise<void> {
    await nodes.stop();
    await services.stop();
  }
  return { services, nodes, register, devicesOf, browser, notify, deliveriesOf, settled, stop };
}

export type NodesWithPush = Awaited<ReturnType<typeof startWithPush>>;
