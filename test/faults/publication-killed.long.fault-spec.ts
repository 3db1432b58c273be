import { setTimeout as pause } from 'node:timers/promises';
import { Database } from '@platform/persistence/database';
import { idToBytes, newId } from '@platform/ids/ids';
import { Chance } from '@test/support/chance';
import { MailServer } from '@test/support/mail-server';
import { ProductProcess } from '@test/support/product-process';
import { TestApi, type TestUser } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';
import { report, roundsOf } from './support/fault-run';

const KILLS = roundsOf({ short: 20, full: 60 });
const SUBSCRIBERS = 250;
const AT_ONCE = 10;
/** A batch of recipients takes about this long. */
const LATEST_KILL_MS = 700;
const MINUTES = 60_000;

describe('Notifications to subscribers whose worker is killed by kill -9', () => {
  const chance = new Chance('kills of publications');
  let mails: MailServer;
  let api: TestApi;
  let database: Database;
  let admin: TestUser;
  let key: string;
  let worker: ProductProcess | undefined;
  let sent = 0;

  beforeAll(async () => {
    ProductProcess.build();
    mails = await MailServer.start();
    const worked = { WORKER_IN_API: 'false', WORKER_LEASE_SECONDS: '1', WORKER_BACKOFF_MS: '10' };
    api = await TestApi.start({ ...mails.env, ...worked });
    database = api.app.get(Database);
    admin = await api.administrator();
    await put('/notification-topics/releases', { names: [{ language: 'en', title: 'Releases', description: '' }] });
    const texts = [{ language: 'en', title: 'Version {{version}} is here', text: 'Read it in {{app}}.' }];
    await put('/notification-types/app.released', {
      topic: 'releases',
      channels: ['email'],
      fields: ['version'],
      texts,
    });
    const body = { name: 'The app', permissions: ['notifications.send'] };
    key = (await api.call('POST', '/v1/admin/api-keys', { token: admin.token, body })).body.key;
    for (let n = 0; n < SUBSCRIBERS; n += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => subscriber(n + at)));
    await database.write('UPDATE users_account SET email_verified = 1');
  }, 5 * MINUTES);
  afterAll(async () => {
    await worker?.stop('SIGKILL');
    await api.stop();
    await mails.stop();
  });

  const put = (path: string, body: unknown) => api.call('PUT', `/v1/admin${path}`, { token: admin.token, body });
  const startWorker = () => (worker = ProductProcess.start('worker', { ...api.settings, NODE_ENV: 'development' }));
  async function subscriber(n: number): Promise<void> {
    const { token } = await api.register(`subscriber-${n}`);
    await api.call('PUT', '/v1/me/subscriptions/releases', { token });
  }
  async function publish(): Promise<void> {
    const body = { to: { topic: 'releases' }, type: 'app.released', data: { version: `${++sent}` } };
    expect((await api.call('POST', '/v1/notifications', { token: key, body })).status).toBe(202);
  }
  const count = async (sql: string) => Number((await database.row<{ n: number }>(sql))?.n);
  const sending = () => count("SELECT COUNT(*) AS n FROM communications_publication WHERE state = 'sending'");
  const notifications = () => count("SELECT COUNT(*) AS n FROM communications_notification WHERE topic = 'releases'");

  /** Resolves once the worker has notified a user, so that a kill interrupts it. */
  async function untilBegun(before: number): Promise<void> {
    await until(async () => (await notifications()) > before || (await sending()) === 0, MINUTES);
  }

  /** Everything that is not exactly as it would be without kills. */
  async function faults(): Promise<string[]> {
    const expected = sent * SUBSCRIBERS;
    const found = {
      notifications: await notifications(),
      'unread notifications in the inboxes': await count(
        'SELECT SUM(unread) AS n FROM communications_inbox JOIN communications_subscription USING (user_id)',
      ),
      'users who were counted as notified': await count('SELECT SUM(notified) AS n FROM communications_publication'),
      'sent deliveries': await count(
        "SELECT COUNT(*) AS n FROM communications_delivery JOIN communications_subscription USING (user_id) WHERE state = 'sent'",
      ),
      mails: await count("SELECT COUNT(*) AS n FROM mail_message WHERE kind = 'communications.notification'"),
    };
    const each = await count(
      `SELECT COUNT(*) AS n FROM (SELECT user_id FROM communications_notification
         GROUP BY user_id HAVING COUNT(*) = ${sent}) AS complete`,
    );
    return [
      ...Object.entries(found).flatMap(([what, n]) => (n === expected ? [] : [`${n} ${what}, not ${expected}.`])),
      ...(each === SUBSCRIBERS ? [] : [`Only ${each} users have each notification once.`]),
    ];
  }

  it(
    'reach each subscriber once, by each channel, and all counters are exact',
    async () => {
      let interrupted = 0;
      let kills = 0;
      for (; interrupted < KILLS; kills++) {
        if ((await sending()) === 0) await publish();
        const before = await notifications();
        const running = startWorker();
        await untilBegun(before);
        await pause(chance.below(LATEST_KILL_MS));
        await running.stop('SIGKILL');
        if ((await sending()) > 0) interrupted++;
      }
      const last = startWorker();
      await until(
        async () =>
          (await sending()) === 0 &&
          (await count("SELECT COUNT(*) AS n FROM communications_delivery WHERE state = 'waiting'")) === 0,
        3 * MINUTES,
      );
      await last.stop('SIGTERM');
      const found = await faults();
      report({
        fault: 'Worker killed while it notifies subscribers (kill -9)',
        rounds: kills,
        acknowledged: sent * SUBSCRIBERS,
        losses: found.length,
      });
      expect(found).toEqual([]);
    },
    8 * MINUTES,
  );

  it('are found to be counted wrongly, if a notification is added without its inbox', async () => {
    await database.write(
      `INSERT INTO communications_notification (id, user_id, type, topic, state, is_listed, people, content_sealed,
         created_at, expires_at)
       SELECT ?, user_id, type, topic, state, is_listed, people, content_sealed, created_at, expires_at
       FROM communications_notification WHERE topic = 'releases' LIMIT 1`,
      [idToBytes(newId())],
    );
    expect(await faults()).toEqual([
      expect.stringMatching(/ notifications, not /),
      `Only ${SUBSCRIBERS - 1} users have each notification once.`,
    ]);
  });
});
