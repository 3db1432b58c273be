import { Jobs } from '@platform/jobs/jobs';
import type { TestUser } from './test-api';
import { until } from './two-nodes';
import { startWithMail, type NodesWithMail } from './with-mail';

export const SETTINGS = '/v1/me/notification-settings';

/** Two nodes with the topics `releases` and `offers`, and helpers to notify users about them. */
export async function startWithTopics() {
  const nodes: NodesWithMail = await startWithMail();
  const put = (path: string, body: unknown) =>
    nodes.api.call('PUT', `/v1/admin${path}`, { token: nodes.admin.token, body });
  for (const topic of ['releases', 'offers']) {
    await put(`/notification-topics/${topic}`, {
      names: [
        { language: 'en', title: `All ${topic}`, description: 'What is new' },
        { language: 'de', title: `Alle ${topic}`, description: 'Was es Neues gibt' },
      ],
    });
    const actions = [{ title: 'Read {{name}}', path: '/releases/{{name}}' }];
    const texts = [{ language: 'en', title: '{{name}} is here', text: 'Read it in {{app}}.', actions }];
    await put(`/notification-types/app.${topic}`, { topic, fields: ['name'], texts });
  }
  const app = { name: 'The app', permissions: ['notifications.send'] };
  const { key } = (await nodes.post('/v1/admin/api-keys', app, nodes.admin.token)).body as { key: string };

  async function someone({ verified = true, locale = 'en' } = {}): Promise<TestUser> {
    const user = await nodes.someone({ locale });
    // The mail that verifies the address is always the first one.
    const { token } = await nodes.mails.mailTo(user.email);
    if (verified) expect((await nodes.post('/v1/recovery/email/confirm', { token })).status).toBeLessThan(300);
    return user;
  }
  const inboxOf = async (user: TestUser, query = '') => (await nodes.read(user, `/v1/me/notifications${query}`)).body;
  const deliveriesOf = async (user: TestUser, id: string) =>
    (await nodes.read(user, `/v1/me/notifications/${id}/deliveries`, nodes.other)).body.items;
  const sent = async (id: string) => (await nodes.api.call('GET', `/v1/notifications/${id}`, { token: key })).body;
  return {
    nodes,
    key,
    put,
    someone,
    inboxOf,
    deliveriesOf,
    sent,
    settings: (user: TestUser, change: object, path = SETTINGS) => nodes.patch(user, path, change),
    mailsTo: ({ email }: TestUser) =>
      nodes.mails.mailsTo(email).filter(({ subject, text }) => /is here/.test(subject + text)),
    /** Sends a notification, and returns the ID that it has in the inbox or the archive. */
    async notify(user: TestUser, name: string, type = 'app.releases'): Promise<string> {
      const body = { to: [user.id], type, data: { name } };
      const { id } = (await nodes.post('/v1/notifications', body, key)).body;
      await until(async () => (await sent(id)).state === 'sent');
      const lists = await Promise.all(['?limit=50', '?limit=50&state=archived'].map((query) => inboxOf(user, query)));
      return lists.flatMap(({ items }) => items).find(({ data }) => data.name === name).id;
    },
    untilSettled: (user: TestUser, id: string) =>
      until(async () => (await deliveriesOf(user, id)).every(({ state }: { state: string }) => state !== 'waiting')),
    /** Runs the waiting jobs that send notifications, whenever they are due. */
    async makeDue(): Promise<void> {
      await nodes.database.write(
        "UPDATE platform_job SET due_at = UTC_TIMESTAMP(3) WHERE name LIKE 'communications.%' AND state = 'ready'",
      );
      for (const { app: node } of [nodes.api, nodes.other]) node.get(Jobs).wakeUp.send();
    },
  };
}

export type NodesWithTopics = Awaited<ReturnType<typeof startWithTopics>>;

export const forTopic = (topic: string, channels: object, digest: unknown = expect.any(String)) =>
  expect.objectContaining({ topic, channels: expect.objectContaining(channels), digest });
