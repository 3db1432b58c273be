import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { idToBytes } from '@platform/ids/ids';
import { UserRowSearch } from '@platform/user-rows/user-row-search';
import { KeysDatabase } from '@platform/vault/keys-database/keys-database';
import { codeIn } from '@test/support/browser';
import { ProductProcess } from '@test/support/product-process';
import { PushServices } from '@test/support/push-services';
import { setUpApp } from '@test/support/second-factor';
import { SmsService } from '@test/support/sms-service';
import { PASSWORD, type Answer, type TestApi, type TestUser } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';
import { PasskeyClient } from '@test/support/with-passkeys';
import { startWithProvider, type NodesWithProvider } from '@test/support/with-provider';
import { report } from './support/fault-run';
import { columnsWith, contains, filesWith } from './support/marker-search';

const MARKER = 'Zq7marker';
const LOWER = MARKER.toLowerCase();
const PHONE = '+491709876543';
const MINUTES = 60_000;
const ADDRESS = {
  label: MARKER,
  recipient: MARKER,
  line1: MARKER,
  line2: MARKER,
  postalCode: MARKER,
  city: MARKER,
  region: MARKER,
};

/** Columns that are not sealed contain the marker while the account exists. */
const PLAIN = [
  'auth_api_key.name',
  'preferences_document.content',
  'users_account.bio',
  'users_account.display_name',
  'users_account.display_name_key',
  'users_account.username',
];

describe('The marker test', () => {
  let nodes: NodesWithProvider;
  let product: ProductProcess;
  let push: PushServices;
  let sms: SmsService;
  let url: string;

  beforeAll(async () => {
    ProductProcess.build();
    // The process under test does all the work, so that its log is complete.
    [push, sms] = [await PushServices.start(), await SmsService.start()];
    nodes = await startWithProvider({ WORKER_IN_API: 'false', ...push.env, ...sms.env });
    const { settings } = nodes.api;
    product = ProductProcess.start('api', {
      ...settings,
      NODE_ENV: 'development',
      WORKER_IN_API: 'true',
      LOG_LEVEL: 'debug',
    });
    url = ((await product.said()).url as string).replace('localhost', '127.0.0.1');
  }, MINUTES);
  afterAll(async () => {
    await product?.stop();
    await nodes?.stop();
    await push?.stop();
    await sms?.stop();
  });

  interface Request {
    readonly token?: string;
    readonly body?: unknown;
    readonly raw?: Uint8Array<ArrayBuffer>;
    readonly headers?: Record<string, string>;
  }
  const call = async (method: string, path: string, { token, body, raw, headers }: Request = {}): Promise<Answer> => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        'user-agent': `Mozilla/5.0 (${MARKER}) ${MARKER}/1.0`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
    return { status: answer.status, headers: answer.headers, text, body: text ? JSON.parse(text) : undefined };
  };
  const asAdmin = (method: string, path: string, body: object) =>
    call(method, path, { token: nodes.admin.token, body });

  async function defineSchemas(): Promise<void> {
    const text = { type: 'string' };
    const pin = { ...text, 'x-sealed': true };
    await asAdmin('PUT', '/v1/admin/attribute-schema', { schema: { properties: { club: text } } });
    await asAdmin('PUT', '/v1/admin/preference-schemas/ui', { schema: { properties: { theme: text, pin } } });
    await asAdmin('PUT', '/v1/admin/activity-types/app.visited', { schema: { properties: { page: text } } });
  }

  async function defineNotifications(): Promise<string> {
    const names = [{ language: 'en', title: 'News', description: '' }];
    await asAdmin('PUT', '/v1/admin/notification-topics/news', { names });
    const texts = [{ language: 'en', title: '{{name}} is here', text: '' }];
    const channels = ['email', 'push', 'sms'];
    await asAdmin('PUT', '/v1/admin/notification-types/app.news', { topic: 'news', channels, fields: ['name'], texts });
    const app = { name: 'The app', permissions: ['notifications.send'] };
    return (await asAdmin('POST', '/v1/admin/api-keys', app)).body.key;
  }

  /** Sends a notification with the marker to the mailbox, the device and the phone of the user. */
  async function notify({ id, token }: TestUser): Promise<void> {
    const key = await defineNotifications();
    await call('PUT', '/v1/me/subscriptions/news', { token });
    const device = { kind: 'fcm', token: `${MARKER}-device`, name: MARKER };
    await call('POST', '/v1/me/devices', { token, body: device });
    await call('PUT', '/v1/me/phone', { token, body: { number: PHONE } });
    await call('POST', '/v1/me/phone/confirm', { token, body: { code: await sms.codeTo(PHONE) } });
    const settings = '/v1/me/notification-settings/topics/news';
    await call('PATCH', settings, { token, body: { channels: { sms: true } } });
    await call('POST', '/v1/notifications', {
      token: key,
      body: { to: [id], type: 'app.news', data: { name: MARKER } },
    });
    expect((await sms.textsTo(PHONE, 2)).at(-1)).toBe(`${MARKER} is here`);
    await until(async () => (await push.calls('fcm')).some(({ body }) => body.includes(MARKER)));
    const [{ id: notification }] = (await call('GET', '/v1/me/notifications', { token })).body.items;
    const deliveries = (await call('GET', `/v1/me/notifications/${notification}/deliveries`, { token })).body.items;
    expect(new Set(deliveries.map(({ channel }: { channel: string }) => channel))).toEqual(
      new Set(['email', 'push', 'sms']),
    );
  }

  /** A user with the marker in everything that a request can fill. */
  async function marked(): Promise<TestUser> {
    const email = `${LOWER}@example.com`;
    const body = { email, password: PASSWORD, username: LOWER, displayName: MARKER };
    const registered = (await call('POST', '/v1/auth/register', { body })).body;
    const user = { id: registered.user.id, email, token: registered.accessToken, refreshToken: '' } as TestUser;
    const { token } = user;
    const send = (method: string, path: string, sent: object, headers = {}) =>
      call(method, path, { token, body: sent, headers });
    await send('POST', '/v1/recovery/email/confirm', { token: (await nodes.mails.mailTo(email)).token });
    await send('PATCH', '/v1/me', { bio: MARKER });
    await send('PATCH', '/v1/me/personal', {
      givenName: MARKER,
      familyName: MARKER,
      phoneNumbers: [{ number: '+442079460958', label: MARKER }],
      addresses: [{ ...ADDRESS, country: 'DE' }],
      attributes: { club: MARKER },
    });
    await send('PATCH', '/v1/me/preferences/ui', { theme: MARKER, pin: MARKER });
    await send('PATCH', '/v1/me/preferences/ui?device=this', { theme: MARKER });
    await send('PATCH', '/v1/me/preferences/free', { note: MARKER, list: [{ deep: MARKER }] });
    const key = { name: MARKER, scopes: ['profile:read'] };
    await send('POST', '/v1/me/api-keys', key, { 'idempotency-key': `"${MARKER}"` });
    await send('POST', '/v1/activity', { action: 'app.visited', details: { page: MARKER } });
    await setUpApp({ api: { call } as unknown as TestApi, database: nodes.database }, user);
    await new PasskeyClient({ call } as unknown as TestApi).registered(user, { name: MARKER });
    await send('POST', '/v1/me/email', { email: `new-${LOWER}@example.com` });
    const person = nodes.newPerson({ email: `linked-${LOWER}@example.com`, sub: MARKER, name: MARKER });
    const linking = await nodes.obtainCode(person, 'google', { purpose: 'link' });
    const code = codeIn(linking);
    await send('POST', '/v1/me/identities', { code, codeVerifier: linking.verifier });
    await call('GET', `/v1/users?username=${LOWER}`, { token });
    await fetch(`${url}/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: `wrong ${MARKER}` }),
    });
    await notify(user);
    const hold = (await asAdmin('POST', '/v1/admin/legal-holds', { userId: user.id, reason: MARKER })).body;
    await call('DELETE', `/v1/admin/legal-holds/${hold.id}`, { token: nodes.admin.token });
    const path = `/v1/admin/users/${user.id}/suspend`;
    await asAdmin('POST', path, { reason: MARKER });
    return user;
  }

  async function withPicture(token: string): Promise<Buffer> {
    const image = sharp({ create: { width: 40, height: 40, channels: 3, background: 'red' } });
    const raw = new Uint8Array(await image.png().toBuffer());
    await call('PUT', '/v1/me/avatar', { token, raw, headers: { 'content-type': 'image/png' } });
    const folder = filesFolder();
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const stored = entries.find((entry) => entry.isFile() && !entry.name.startsWith('audit-'));
    return readFile(join(stored?.parentPath as string, stored?.name as string));
  }

  const filesFolder = () => join(nodes.api.settings.DATA_DIR as string, 'files');
  const untilIdle = () =>
    until(
      async () =>
        (await nodes.database.rows("SELECT 1 FROM platform_job WHERE state <> 'dead' AND due_at < UTC_TIMESTAMP(3)"))
          .length === 0,
    );
  const marks = async (text = MARKER) => [
    ...(await columnsWith(nodes.database, text)),
    ...(await columnsWith(nodes.api.app.get(KeysDatabase), text)),
    ...(await filesWith(nodes.api.settings.DATA_DIR as string, text)),
  ];

  it(
    'does not find the marker of an erased user in any schema, file, queue or log',
    async () => {
      await defineSchemas();
      const someone = await nodes.someone();
      const picture = await withPicture(someone.token);
      expect(await filesWith(filesFolder(), picture)).toHaveLength(1);
      const user = await marked();
      await untilIdle();
      expect(await marks()).toEqual(expect.arrayContaining(PLAIN));
      expect(await marks(PHONE)).toEqual([]);
      const sealed = (await nodes.api.app.get(UserRowSearch).countOf(user.id)).filter(({ rows }) => rows > 0);

      await asAdmin('DELETE', `/v1/admin/users/${someone.id}?now=true`, { reason: MARKER });
      await asAdmin('DELETE', `/v1/admin/users/${user.id}?now=true`, { reason: MARKER });
      const left = async () =>
        (await nodes.database.rows("SELECT 1 FROM privacy_erasure WHERE state <> 'erased'")).length;
      await until(async () => (await left()) === 0, MINUTES);
      await untilIdle();

      expect(await marks()).toEqual([]);
      expect(await filesWith(filesFolder(), picture)).toEqual([]);
      expect(product.output.length).toBeGreaterThan(10_000);
      for (const text of [MARKER, PHONE])
        expect(product.output.split('\n').filter((line) => contains(line, text))).toEqual([]);
      expect(sealed.length).toBeGreaterThan(15);
      report({
        fault: 'a user with a marker in every column and file that a request can fill, erased',
        rounds: 1,
        losses: 0,
        figures: `rows in ${sealed.length} tables removed, ${PLAIN.length} plain columns`,
        control: 'an undeclared table, column and file with the marker: 3 of 3 found',
      });
    },
    5 * MINUTES,
  );

  it('finds the marker in a table, a column and a file that nothing declares', async () => {
    const { id } = await nodes.someone();
    const { database } = nodes;
    await database.write('CREATE TABLE diary (user_id binary(16) PRIMARY KEY, entry text)');
    await database.write('INSERT INTO diary VALUES (?, ?)', [idToBytes(id), MARKER]);
    await database.write('ALTER TABLE access_role ADD COLUMN owner_name varchar(40) NULL');
    await database.write('UPDATE access_role SET owner_name = ?', [MARKER]);
    await writeFile(join(filesFolder(), 'diary.txt'), MARKER);
    await asAdmin('DELETE', `/v1/admin/users/${id}?now=true`, {});
    await until(
      async () =>
        (await call('GET', `/v1/admin/erasures?state=erased`, { token: nodes.admin.token })).text.includes(id),
      MINUTES,
    );
    expect(await marks()).toEqual(['access_role.owner_name', 'diary.entry', 'diary.txt']);
  });
});
