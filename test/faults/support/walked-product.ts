import { FirstAdministrator } from '@features/auth';
import { createWebPushKey } from '@features/communications/push/web-push-key.rule';
import { OpenIdProvider } from '@test/support/openid-provider';
import { REPORT_SETTINGS } from '@test/support/report-providers';
import { TestApi } from '@test/support/test-api';
import { oneTimeTokensOf } from './one-time-tokens';
import { scenesOf } from './scenes';
import { BEHIND_PROXY, Wire } from './wire';
import { World } from './world';

/** Nothing is sent, because there is no worker. */
const PUSH = { WEB_PUSH_KEY: createWebPushKey(), WEB_PUSH_HOSTS: '*' };
const SMS = { SMS_SENDER: 'console', SMS_COUNTRIES: 'DE,GB,US', SMS_SIGN_IN: 'on', SMS_SECOND_FACTOR: 'on' };

/** The product with the data that requests need, for specs that walk through every operation. */
export interface WalkedProduct {
  readonly api: TestApi;
  readonly wire: Wire;
  readonly world: World;
  stop(): Promise<void>;
}

export async function startWalked(connections?: number): Promise<WalkedProduct> {
  const provider = await OpenIdProvider.start();
  // No worker: its deferred work would change the compared tables and void links that a spec has just issued.
  const settings = { ...provider.env, ...REPORT_SETTINGS, ...SMS, ...PUSH };
  const api = await TestApi.start({ ...BEHIND_PROXY, ...settings, WORKER_IN_API: 'false' });
  const wire = new Wire(api.url, connections);
  const invite = async () => (await api.app.get(FirstAdministrator).invite()).token;
  const world = await World.prepare(wire, invite, oneTimeTokensOf(api), scenesOf(api, wire, provider));
  return {
    api,
    wire,
    world,
    async stop() {
      wire.close();
      await api.stop();
      await provider.stop();
    },
  };
}
