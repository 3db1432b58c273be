import { idToBytes } from '@platform/ids/ids';
import { expectProblem } from '@test/support/expect-problem';
import { forTopic, SETTINGS, startWithTopics, type NodesWithTopics } from '@test/support/mailed-notifications';
import type { TestUser } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';

describe('A notification by mail', () => {
  let nodes: NodesWithTopics['nodes'];
  let put: NodesWithTopics['put'];
  let someone: NodesWithTopics['someone'];
  let deliveriesOf: NodesWithTopics['deliveriesOf'];
  let sent: NodesWithTopics['sent'];
  let notify: NodesWithTopics['notify'];
  let key: NodesWithTopics['key'];

  beforeAll(async () => {
    ({ nodes, put, someone, deliveriesOf, sent, notify, key } = await startWithTopics());
  });
  afterAll(() => nodes.stop());

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

    it('is ended by a form of either kind that RFC 8058 names', async () => {
      const part = 'Content-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click';
      const raw = `--b\r\n${part}\r\n--b--\r\n`;
      const headers = { 'content-type': 'multipart/form-data; boundary=b' };
      const user = await someone();
      await notify(user, 'Ended');
      const path = linkIn(await nodes.mails.mailTo(user.email));
      expect((await nodes.api.call('POST', path, { raw, headers })).status).toBe(200);
      const { topics } = (await nodes.read(user, SETTINGS)).body;
      expect(topics).toContainEqual(forTopic('releases', { email: false, push: true }));
      expect((await nodes.api.call('POST', path, { raw: 'x'.repeat(70_000), headers })).status).toBe(413);
      expect((await nodes.api.call('POST', '/v1/auth/login', { raw, headers })).status).toBe(415);
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

    it('is sent again to a user who subscribes again', async () => {
      const user = await someone();
      await notify(user, 'Ended');
      expect((await oneClick(linkIn(await nodes.mails.mailTo(user.email)))).status).toBe(200);
      await nodes.api.call('PUT', '/v1/me/subscriptions/releases', { token: user.token });
      expect((await nodes.read(user, SETTINGS)).body.topics).toContainEqual(forTopic('releases', { email: true }));
      await notify(user, 'The next one');
      expect((await nodes.mails.mailTo(user.email)).subject).toBe('The next one is here');
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

    it('reaches named users only if they have confirmed it', async () => {
      const [confirmed, stranger] = [await someone(), await someone()];
      await subscribe(confirmed);
      expect((await confirm((await nodes.mails.mailTo(confirmed.email)).token)).status).toBe(200);
      const to = [confirmed.id, stranger.id];
      const { id } = (await nodes.post('/v1/notifications', { to, type: 'app.news', data: { name: 'It' } }, key)).body;
      await until(async () => (await sent(id)).state === 'sent');
      expect((await sent(id)).notified).toBe(1);
      expect((await nodes.read(stranger, '/v1/me/notifications')).body.items).toEqual([]);
      expect((await nodes.mails.mailTo(confirmed.email)).subject).toBe('It is here');
    });

    it('can be confirmed only with a verified address, so no stranger receives a mail', async () => {
      const user = await someone({ verified: false });
      expectProblem(await subscribe(user), 'communications.email_not_verified', 409);
      expect((await nodes.read(user, '/v1/me/subscriptions')).body.items).toEqual([]);
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
});
