import { forTopic, SETTINGS, startWithTopics, type NodesWithTopics } from '@test/support/mailed-notifications';
import { faultsOf, until } from '@test/support/two-nodes';

const HOUR_MS = 3_600_000;

describe('A notification by mail', () => {
  let nodes: NodesWithTopics['nodes'];
  let someone: NodesWithTopics['someone'];
  let inboxOf: NodesWithTopics['inboxOf'];
  let deliveriesOf: NodesWithTopics['deliveriesOf'];
  let sent: NodesWithTopics['sent'];
  let settings: NodesWithTopics['settings'];
  let mailsTo: NodesWithTopics['mailsTo'];
  let notify: NodesWithTopics['notify'];
  let untilSettled: NodesWithTopics['untilSettled'];
  let makeDue: NodesWithTopics['makeDue'];
  let key: NodesWithTopics['key'];

  beforeAll(async () => {
    ({ nodes, someone, inboxOf, deliveriesOf, sent, settings, mailsTo, notify, untilSettled, makeDue, key } =
      await startWithTopics());
  });
  afterAll(() => nodes.stop());

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
    expect(mail.links).toContainEqual(expect.stringMatching(/\/releases\/Version%202$/));
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

  it('waits for quiet hours in the time zone where the user is when it is due', async () => {
    const user = await someone();
    const time = (ms: number) => new Date(Date.now() + ms).toISOString().slice(11, 16);
    const moveTo = (timeZone: string) => nodes.patch(user, '/v1/me/preferences/locale', { timeZone });
    await settings(user, { quietHours: { enabled: true, from: time(-HOUR_MS), until: time(2 * HOUR_MS) } });
    const id = await notify(user, 'Moved');
    const isPostponed = async () => Date.parse((await deliveriesOf(user, id))[0].dueAt) > Date.now();
    await until(isPostponed);
    expect((await moveTo('Asia/Tokyo')).status).toBe(200);
    await makeDue();
    await nodes.mails.mailTo(user.email);
    await untilSettled(user, id);
    const later = await notify(user, 'Moved back');
    await nodes.mails.mailTo(user.email);
    await untilSettled(user, later);
    await settings(user, { digest: 'daily' });
    const digest = await notify(user, 'In a digest');
    await moveTo('UTC');
    await makeDue();
    const unfinished = "state = 'running' OR (state = 'ready' AND due_at <= UTC_TIMESTAMP(3))";
    const jobs = `SELECT id FROM platform_job WHERE name LIKE 'communications.%' AND (${unfinished})`;
    await until(async () => (await nodes.database.rows(jobs)).length === 0);
    expect(Date.parse((await deliveriesOf(user, digest))[0].dueAt)).toBeGreaterThan(Date.now());
    expect(mailsTo(user)).toHaveLength(2);
    await settings(user, { quietHours: { enabled: false } });
    await makeDue();
    await untilSettled(user, digest);
    await nodes.untilIdle();
    expect(mailsTo(user)).toHaveLength(3);
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
