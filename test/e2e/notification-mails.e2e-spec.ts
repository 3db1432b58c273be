import { idToBytes } from '@platform/ids/ids';
import { Jobs } from '@platform/jobs/jobs';
import { expectProblem } from '@test/support/expect-problem';
import type { TestUser } from '@test/support/test-api';
import { faultsOf, until } from '@test/support/two-nodes';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const SETTINGS = '/v1/me/notification-settings';
const HOUR_MS = 3_600_000;

describe('A notification by mail', () => {
  let nodes: NodesWithMail;
  let key: string;

  const put = (path: string, body: unknown) =>
    nodes.api.call('PUT', `/v1/admin${path}`, { token: nodes.admin.token, body });

  beforeAll(async () => {
    nodes = await startWithMail();
    for (const topic of ['releases', 'offers']) {
      await put(`/notification-topics/${topic}`, {
        names: [
          { language: 'en', title: `All ${topic}`, description: 'What is new' },
          { language: 'de', title: `Alle ${topic}`, description: 'Was es Neues gibt' },
        ],
      });
      const texts = [{ language: 'en', title: '{{name}} is here', text: 'Read it in {{app}}.' }];
      await put(`/notification-types/app.${topic}`, { topic, fields: ['name'], texts });
    }
    const body = { name: 'The app', permissions: ['notifications.send'] };
    key = (await nodes.api.call('POST', '/v1/admin/api-keys', { token: nodes.admin.token, body })).body.key;
  });
  afterAll(() => nodes.stop());

  async function someone({ verified = true, locale = 'en' } = {}): Promise<TestUser> {
    const user = await nodes.someone({ locale });
    // The mail that verifies the address is always the first one.
    const { token } = await nodes.mails.mailTo(user.email);
    if (verified) expect((await nodes.post('/v1/recovery/email/confirm', { token })).status).toBeLessThan(300);
    return user;
  }
  const forTopic = (topic: string, channels: object, digest: unknown = expect.any(String)) =>
    expect.objectContaining({ topic, channels: expect.objectContaining(channels), digest });
  const settings = (user: TestUser, change: object, path = SETTINGS) => nodes.patch(user, path, change);
  const inboxOf = async (user: TestUser, query = '') => (await nodes.read(user, `/v1/me/notifications${query}`)).body;
  const deliveriesOf = async (user: TestUser, id: string) =>
    (await nodes.read(user, `/v1/me/notifications/${id}/deliveries`, nodes.other)).body.items;
  const mailsTo = ({ email }: TestUser) =>
    nodes.mails.mailsTo(email).filter(({ subject, text }) => /is here/.test(subject + text));
  /** Sends a notification, and returns the ID that it has in the inbox or the archive. */
  async function notify(user: TestUser, name: string, type = 'app.releases'): Promise<string> {
    const { body } = await nodes.api.call('POST', '/v1/notifications', {
      token: key,
      body: { to: [user.id], type, data: { name } },
    });
    await until(async () => (await sent(body.id)).state === 'sent');
    const lists = await Promise.all(['?limit=50', '?limit=50&state=archived'].map((query) => inboxOf(user, query)));
    return lists.flatMap(({ items }) => items).find(({ data }) => data.name === name).id;
  }
  const sent = async (id: string) => (await nodes.api.call('GET', `/v1/notifications/${id}`, { token: key })).body;
  const untilSettled = (user: TestUser, id: string) =>
    until(async () => (await deliveriesOf(user, id)).every(({ state }: { state: string }) => state !== 'waiting'));
  /** Runs the waiting jobs that send notifications, whenever they are due. */
  async function makeDue(): Promise<void> {
    await nodes.database.write(
      "UPDATE platform_job SET due_at = UTC_TIMESTAMP(3) WHERE name LIKE 'communications.%' AND state = 'ready'",
    );
    for (const { app } of [nodes.api, nodes.other]) app.get(Jobs).wakeUp.send();
  }

  it('is sent once, with the link that ends it in the headers and the text', async () => {
    const user = await someone({ locale: 'de' });
    const id = await notify(user, 'Version 2');
    const mail = await nodes.mails.mailTo(user.email);
    expect(mail).toMatchObject({ subject: 'Version 2 is here', text: expect.stringContaining('„Alle releases“') });
    const headers = Object.fromEntries(
      mail.parsed.headerLines.map(({ key: name, line }) => [name, line.replaceAll(/\r\n\s+/g, ' ')]),
    );
    expect(headers['list-unsubscribe-post']).toBe('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    const link = /<(.+)>/.exec(String(headers['list-unsubscribe']).replaceAll(' ', ''))?.[1];
    expect(mail.links).toContain(link);
    expect(mail.html).toContain(`class="small" href="${link}"`);
    await untilSettled(user, id);
    expect(await deliveriesOf(user, id)).toEqual([
      { channel: 'email', state: 'sent', reason: null, dueAt: expect.any(String), settledAt: expect.any(String) },
    ]);
    expect(mailsTo(user)).toHaveLength(1);
  });

  it('counts its deliveries for the app, and shows them to no other user', async () => {
    const [ada, bob] = [await someone(), await someone({ verified: false })];
    const { body } = await nodes.api.call('POST', '/v1/notifications', {
      token: key,
      body: { to: [ada.id, bob.id], type: 'app.releases', data: { name: 'Both' } },
    });
    await until(async () => (await sent(body.id)).deliveries.length === 2);
    await until(
      async () => !(await sent(body.id)).deliveries.some(({ state }: { state: string }) => state === 'waiting'),
    );
    expect((await sent(body.id)).deliveries).toEqual([
      { channel: 'email', state: 'failed', deliveries: 1 },
      { channel: 'email', state: 'sent', deliveries: 1 },
    ]);
    const [{ id }] = (await inboxOf(bob)).items;
    expect((await deliveriesOf(bob, id))[0].reason).toBe('The account has no verified email address.');
    expect((await nodes.read(ada, `/v1/me/notifications/${id}/deliveries`)).status).toBe(404);
  });

  describe('that has a link to unsubscribe', () => {
    const linkIn = (mail: { links: readonly string[] }) =>
      new URL(mail.links.find((link) => link.includes('/v1/unsubscribe/')) as string).pathname;
    const oneClick = (path: string, raw = 'List-Unsubscribe=One-Click') =>
      nodes.other.call('POST', path, { raw, headers: { 'content-type': 'application/x-www-form-urlencoded' } });

    it('is not ended by opening the link, as mail scanners do', async () => {
      const user = await someone();
      await notify(user, 'Opened');
      const path = linkIn(await nodes.mails.mailTo(user.email));
      const page = await nodes.api.call('GET', path, { headers: { 'accept-language': 'de' } });
      expect([page.status, page.text]).toEqual([200, expect.stringMatching(/<form method="post">.*Abbestellen/s)]);
      expect(page.text).toContain('Alle releases');
      await notify(user, 'After it was opened');
      await nodes.mails.mailTo(user.email);
    });

    it('is ended for its topic only, also if the button is clicked 20 times on two nodes', async () => {
      const user = await someone();
      for (const topic of ['releases', 'offers'])
        await nodes.api.call('PUT', `/v1/me/subscriptions/${topic}`, { token: user.token });
      await notify(user, 'Ended');
      const path = linkIn(await nodes.mails.mailTo(user.email));
      const answers = await Promise.all(Array.from({ length: 20 }, () => oneClick(path)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(answers[0]?.text).toContain('All releases');
      const { topics } = (await nodes.read(user, SETTINGS)).body;
      expect(topics).toContainEqual(forTopic('releases', { email: false, push: true }));
      expect(topics).toContainEqual(forTopic('offers', { email: true }));
      expect((await nodes.read(user, '/v1/me/subscriptions')).body.items).toMatchObject([{ topic: 'offers' }]);
      const events = await nodes.database.rows(
        "SELECT seq FROM event_log WHERE subject_id = ? AND type = 'communications.unsubscribed'",
        [idToBytes(user.id)],
      );
      expect(events).toHaveLength(1);
      expect(await deliveriesOf(user, await notify(user, 'Not mailed'))).toEqual([]);
      await notify(user, 'Offer', 'app.offers');
      expect((await nodes.mails.mailTo(user.email)).subject).toBe('Offer is here');
    });

    it('is not ended by a link that was changed, or by one of an erased user', async () => {
      const user = await someone();
      await notify(user, 'Kept');
      const path = linkIn(await nodes.mails.mailTo(user.email));
      const changed = path.slice(0, -1) + (path.endsWith('A') ? 'B' : 'A');
      for (const wrong of [changed, '/v1/unsubscribe/x', `${path}A`, '/v1/unsubscribe/%00'])
        expect([(await oneClick(wrong)).status, wrong]).toEqual([404, wrong]);
      expect((await nodes.read(user, SETTINGS)).body.topics).toContainEqual(forTopic('releases', { email: true }));
    });
  });

  describe('about a topic with double opt-in', () => {
    const subscribe = (user: TestUser, node = nodes.api) =>
      node.call('PUT', '/v1/me/subscriptions/news', { token: user.token });
    const confirm = (token: string | undefined, node = nodes.other) =>
      node.call('POST', '/v1/subscriptions/confirm', { body: { token } });
    const publish = async () => {
      const { body } = await nodes.api.call('POST', '/v1/notifications', {
        token: key,
        body: { to: { topic: 'news' }, type: 'app.news', data: { name: 'An offer' } },
      });
      await until(async () => (await sent(body.id)).state === 'sent');
      return (await sent(body.id)).notified;
    };

    beforeAll(async () => {
      const names = [{ language: 'en', title: 'News', description: '' }];
      expect((await put('/notification-topics/news', { names, doubleOptIn: true })).body.doubleOptIn).toBe(true);
      const texts = [{ language: 'en', title: '{{name}} is here', text: '' }];
      await put('/notification-types/app.news', { topic: 'news', fields: ['name'], texts });
    });

    it('reaches only subscribers who have confirmed it with the link of a mail, each link once', async () => {
      const [confirmed, silent] = [await someone(), await someone()];
      for (const user of [confirmed, silent]) expect((await subscribe(user)).body.confirmed).toBe(false);
      const mail = await nodes.mails.mailTo(confirmed.email);
      expect([mail.subject, mail.links[0]]).toEqual([
        'Confirm your subscription',
        expect.stringContaining('/confirm-subscription#token='),
      ]);
      expect((await nodes.api.call('GET', '/confirm-subscription')).text).toContain('Confirm subscription');
      expect(await publish()).toBe(0);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => confirm(mail.token, n % 2 ? nodes.api : nodes.other)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(401)]);
      expect((await nodes.read(confirmed, '/v1/me/subscriptions')).body.items).toMatchObject([
        { topic: 'news', confirmed: true },
      ]);
      expect(await publish()).toBe(1);
      expect((await nodes.mails.mailTo(confirmed.email)).subject).toBe('An offer is here');
      const events = await nodes.database.rows<{ type: string; facts: Buffer }>(
        "SELECT type, facts FROM event_log WHERE subject_id = ? AND type LIKE 'communications.subscri%' ORDER BY seq",
        [idToBytes(confirmed.id)],
      );
      expect(events.map(({ type, facts }) => [type, JSON.parse(String(facts))])).toEqual([
        ['communications.subscription_requested', { topic: 'news' }],
        ['communications.subscribed', { topic: 'news', confirmed: true }],
      ]);
    });

    it('is not sent to a user who has unsubscribed before confirming, or whose link was changed', async () => {
      const user = await someone();
      await subscribe(user);
      const { token = '' } = await nodes.mails.mailTo(user.email);
      expectProblem(
        await confirm(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`),
        'one_time.not_valid',
        401,
      );
      await nodes.api.call('DELETE', '/v1/me/subscriptions/news', { token: user.token });
      expectProblem(await confirm(token), 'one_time.not_valid', 401);
      expect((await nodes.read(user, '/v1/me/subscriptions')).body.items).toEqual([]);
    });

    it('floods no mailbox with mails to confirm', async () => {
      const user = await someone();
      for (let n = 0; n < 6; n++) expect((await subscribe(user)).body.confirmed).toBe(false);
      await nodes.untilIdle();
      const confirmations = nodes.mails
        .mailsTo(user.email)
        .filter(({ subject }) => subject.startsWith('Confirm your sub'));
      expect(confirmations).toHaveLength(3);
    });
  });

  it('waits for the end of quiet hours, unless it is about security', async () => {
    const user = await someone();
    const time = (ms: number) => new Date(Date.now() + ms).toISOString().slice(11, 16);
    await settings(user, { quietHours: { enabled: true, from: time(-HOUR_MS), until: time(2 * HOUR_MS) } });
    const id = await notify(user, 'Late');
    await until(async () => Date.parse((await deliveriesOf(user, id))[0].dueAt) > Date.now());
    expect(mailsTo(user)).toEqual([]);
    await nodes.api.call('PUT', `/v1/admin/users/${user.id}/roles`, {
      token: nodes.admin.token,
      body: { roles: ['support'] },
    });
    await until(async () => nodes.mails.mailsTo(user.email).some(({ subject }) => /roles/.test(subject)));
    await settings(user, { quietHours: { enabled: false } });
    await makeDue();
    await until(async () => mailsTo(user).length > 0);
    await untilSettled(user, id);
    expect(mailsTo(user)).toHaveLength(1);
  });

  it('is one of a digest, in which none is counted twice and none that was read', async () => {
    const user = await someone();
    await settings(user, { digest: 'daily' });
    const ids = [];
    for (const name of ['First', 'Second', 'Third']) ids.push(await notify(user, name));
    await nodes.patch(user, `/v1/me/notifications/${ids[1]}`, { read: true });
    expect(mailsTo(user)).toEqual([]);
    await makeDue();
    const mail = await nodes.mails.mailTo(user.email);
    expect(mail.subject).toMatch(/^2 new notifications/);
    expect(mail.text).toMatch(/• First is here\n• Third is here\n/);
    expect(mail.html).toContain('• First is here<br />');
    await untilSettled(user, ids[2] as string);
    await makeDue();
    await nodes.untilIdle();
    expect(mailsTo(user)).toHaveLength(1);
    const states = await Promise.all(ids.map(async (id) => (await deliveriesOf(user, id))[0].state));
    expect(states).toEqual(['sent', 'cancelled', 'sent']);
  });

  it('is sent later only if the user has not read it, if the user wants that', async () => {
    const user = await someone();
    await settings(user, { emailIfUnreadAfterMinutes: 120 });
    const [read, unread] = [await notify(user, 'Seen'), await notify(user, 'Unseen')];
    expect(Date.parse((await deliveriesOf(user, unread))[0].dueAt) - Date.now()).toBeGreaterThan(1.9 * HOUR_MS);
    await nodes.patch(user, `/v1/me/notifications/${read}`, { read: true });
    await makeDue();
    await nodes.mails.mailTo(user.email);
    await untilSettled(user, read);
    expect(mailsTo(user).map(({ subject }) => subject)).toEqual(['Unseen is here']);
    expect((await deliveriesOf(user, read))[0]).toMatchObject({
      state: 'cancelled',
      reason: 'The user has read the notification.',
    });
  });

  it('is archived and only mailed if the user does not want the topic in the inbox', async () => {
    const user = await someone();
    const { body } = await settings(user, { channels: { inbox: false } }, `${SETTINGS}/topics/releases`);
    expect(body.topics).toContainEqual(forTopic('releases', { inbox: false, email: true }));
    await notify(user, 'Mailed');
    await nodes.mails.mailTo(user.email);
    expect(await inboxOf(user)).toMatchObject({ unread: 0, items: [] });
    expect((await inboxOf(user, '?state=archived')).items).toMatchObject([{ title: 'Mailed is here', archived: true }]);
  });

  it('is not sent while notifications are muted, nor when the channel was turned off before it was due', async () => {
    const user = await someone();
    await settings(user, { mutedUntil: new Date(Date.now() + HOUR_MS).toISOString() });
    expect(await deliveriesOf(user, await notify(user, 'Muted'))).toEqual([]);
    await settings(user, { mutedUntil: null, digest: 'weekly' });
    const id = await notify(user, 'Turned off');
    await settings(user, { channels: { email: false } }, `${SETTINGS}/topics/releases`);
    await makeDue();
    await untilSettled(user, id);
    expect((await deliveriesOf(user, id))[0]).toMatchObject({ state: 'cancelled' });
    expect(mailsTo(user)).toEqual([]);
  });

  it('follows settings that are checked, and kept with the preferences', async () => {
    const user = await someone();
    const { body } = await nodes.read(user, SETTINGS);
    expect(body).toMatchObject({
      channels: { inbox: true, email: true, push: true, sms: false },
      digest: 'off',
      emailIfUnreadAfterMinutes: null,
      mutedUntil: null,
      timeZone: 'UTC',
    });
    expect(faultsOf(await settings(user, { digest: 'yearly', emailIfUnreadAfterMinutes: 1 }))).toEqual([
      422,
      '/digest field.not_allowed_value',
      '/emailIfUnreadAfterMinutes field.too_small',
    ]);
    expect((await settings(user, { channels: { email: false } }, `${SETTINGS}/topics/unknown`)).status).toBe(404);
    await settings(user, { channels: { email: false }, digest: 'hourly' }, `${SETTINGS}/topics/releases`);
    const changed = await settings(user, { digest: null }, `${SETTINGS}/topics/releases`);
    expect(changed.body.topics).toContainEqual(forTopic('releases', { email: false }, 'off'));
    expect((await nodes.read(user, '/v1/me/preferences/notifications')).body.values.topics).toEqual({
      releases: { email: false },
    });
  });
});
