import { Database } from '@platform/persistence/database';
import { Jobs } from '@platform/jobs/jobs';
import { MailServer, type Behaviour, type Stage } from '@test/support/mail-server';
import { mailRow, sendMail, untilMail } from '@test/support/send-mail';
import { TestApi } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';

describe('A mail that cannot be sent at once', () => {
  let server: MailServer;
  let api: TestApi;
  let count = 0;

  beforeAll(async () => {
    server = await MailServer.start();
    api = await TestApi.start({ ...server.env, WORKER_BACKOFF_MS: '10' });
  });
  afterAll(async () => {
    await api?.stop();
    await server?.stop();
  });
  beforeEach(async () => {
    server.behave('well');
    // So that no connection of an earlier test is reused.
    await server.down();
    await server.up();
  });

  const someone = () => `someone-${++count}@example.com`;
  const change = (assignment: string, id: string) =>
    api.app.get(Database).write(`UPDATE mail_message SET ${assignment} WHERE id = UNHEX(REPLACE(?, '-', ''))`, [id]);
  const dead = async (id: string) => (await api.app.get(Jobs).dead({ limit: 500 })).items.find((job) => job.id === id);
  /** The row of the mail changes a moment before its job does. */
  const untilDead = async (id: string) => {
    await until(async () => (await dead(id)) !== undefined);
    return dead(id);
  };

  it.each<[string, Behaviour]>([
    ['closes the connection instead of a greeting', { hangUp: 'connect' }],
    ['greets with 421', { answer: 421, at: 'connect' }],
    ['greets with 554', { answer: 554, at: 'connect' }],
    ['does not speak SMTP', 'talks nonsense'],
    ['closes the connection after the sender', { hangUp: 'mail' }],
    ['answers the sender with 451', { answer: 451, at: 'mail' }],
    ['answers the sender with 530', { answer: 530, at: 'mail' }],
    ['closes the connection after the recipient', { hangUp: 'rcpt' }],
    ['answers the recipient with 450', { answer: 450, at: 'rcpt' }],
    ['loses the mail and closes the connection', { hangUp: 'data' }],
    ['answers the mail with 452', { answer: 452, at: 'data' }],
  ])('is sent once after the server %s', async (_what, behaviour) => {
    const address = someone();
    server.behave(behaviour);
    const id = await sendMail(api, address);
    const waiting = await untilMail(api, id, ({ attempts }) => attempts >= 2);
    expect(waiting).toMatchObject({ state: 'waiting', hasContent: true, isSettled: false });
    expect(server.mailsTo(address)).toEqual([]);
    server.behave('well');
    expect((await server.mailTo(address)).recipients).toEqual([address]);
    expect(await untilMail(api, id, ({ isSettled }) => isSettled)).toMatchObject({ state: 'sent', hasContent: false });
    expect(server.mailsTo(address)).toHaveLength(1);
  });

  it('is sent once after the server was down', async () => {
    const address = someone();
    await server.down();
    const id = await sendMail(api, address);
    const waiting = await untilMail(api, id, ({ attempts }) => attempts >= 2);
    expect(waiting.answer).toContain('ECONNREFUSED');
    await server.up();
    await server.mailTo(address);
    await untilMail(api, id, ({ state }) => state === 'sent');
    expect(server.mailsTo(address)).toHaveLength(1);
  });

  it('is sent again with the same Message-ID if the server accepted it without an answer', async () => {
    const address = someone();
    server.behave({ hangUp: 'data-taken' });
    const id = await sendMail(api, address);
    const first = await server.mailTo(address);
    server.behave('well');
    const second = await server.mailTo(address);
    expect(second.messageId).toBe(first.messageId);
    expect(second.parsed.date).toEqual(first.parsed.date);
    await untilMail(api, id, ({ state }) => state === 'sent');
  });

  it('is sent once if the server closes the connection after its answer', async () => {
    const address = someone();
    server.behave({ hangUp: 'data-answered' });
    const id = await sendMail(api, address);
    await untilMail(api, id, ({ state }) => state === 'sent');
    server.behave('well');
    // The next mail gets a new connection at once: the closed one costs it no attempt.
    const next = await sendMail(api, someone());
    expect(await untilMail(api, next, ({ isSettled }) => isSettled)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(server.mailsTo(address)).toHaveLength(1);
  });

  it.each<[string, 550 | 554, Stage]>([
    ['its sender', 550, 'mail'],
    ['its recipient', 550, 'rcpt'],
    ['it', 554, 'data'],
  ])('is dead at once when the server rejects %s permanently, and can be replayed', async (_what, answer, at) => {
    const address = someone();
    const link = 'http://localhost:3000/reset#token=hidden';
    server.behave({ answer, at, text: `5.7.1 <${address}> may not get ${link} 8765 4321 or 87654321` });
    const id = await sendMail(api, address, { link, code: '8765 4321' });
    const failed = await untilMail(api, id, ({ state }) => state === 'failed');
    expect(failed).toMatchObject({ attempts: 1, hasContent: true, isSettled: true });
    const job = await untilDead(id);
    expect(job).toMatchObject({ name: 'mail.send', attempts: 1 });
    for (const text of [failed.answer, job?.lastError]) {
      expect(text).toContain('5.7.1');
      expect(text).not.toMatch(/someone|hidden|8765 ?4321/);
    }
    server.behave('well');
    await api.app.get(Jobs).replay(id);
    await server.mailTo(address);
    expect(await untilMail(api, id, ({ state }) => state === 'sent')).toMatchObject({ hasContent: false });
    expect(server.mailsTo(address)).toHaveLength(1);
  });

  it('is dead after three days, and has three more when it is replayed', async () => {
    await server.down();
    const id = await sendMail(api, someone());
    await untilMail(api, id, ({ attempts }) => attempts >= 1);
    expect(await mailRow(api, id)).toMatchObject({ state: 'waiting' });
    await change('tried_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND', id);
    await untilMail(api, id, ({ state }) => state === 'failed');
    await untilDead(id);
    await api.app.get(Jobs).replay(id);
    const before = (await mailRow(api, id))?.attempts ?? 0;
    const again = await untilMail(api, id, ({ attempts, state }) => state === 'waiting' && attempts >= before + 2);
    expect(again.isSettled).toBe(false);
    const days = await api.app.get(Database).row<{ left: number }>(
      `SELECT TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(3), tried_until) / 1440 AS \`left\` FROM mail_message
       WHERE id = UNHEX(REPLACE(?, '-', ''))`,
      [id],
    );
    expect(Number(days?.left)).toBeCloseTo(3, 1);
    await server.up();
    await untilMail(api, id, ({ state }) => state === 'sent');
  });

  it('of a kind that this version does not know waits for a newer version, but no longer than other mails', async () => {
    server.behave({ answer: 450, at: 'rcpt' });
    const id = await sendMail(api, someone());
    await untilMail(api, id, ({ attempts }) => attempts >= 1);
    await change("kind = 'test.unknown'", id);
    const waiting = await untilMail(
      api,
      id,
      ({ answer }) => answer?.startsWith('The mail could not be rendered') ?? false,
    );
    expect(waiting.state).toBe('waiting');
    await change('tried_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND', id);
    await untilMail(api, id, ({ state }) => state === 'failed');
    expect((await untilDead(id))?.lastError).toContain('There is no text for the mail test.unknown');
  });

  it('expires instead of arriving too late, and its content is wiped', async () => {
    await server.down();
    const [late, timely] = [someone(), someone()];
    const id = await sendMail(api, late, { expiresAt: new Date(Date.now() + 300) });
    const other = await sendMail(api, timely, { expiresAt: new Date(Date.now() + 600_000) });
    const expired = await untilMail(api, id, ({ isSettled }) => isSettled);
    expect(expired).toMatchObject({ state: 'expired', hasContent: false });
    await server.up();
    await server.mailTo(timely);
    await untilMail(api, other, ({ state }) => state === 'sent');
    expect(server.mailsTo(late)).toEqual([]);
  });

  it('with an expiry time is neither given up before it nor sent after it by a replay', async () => {
    await server.down();
    const address = someone();
    const id = await sendMail(api, address, { expiresAt: new Date(Date.now() + 600_000) });
    await change('tried_until = UTC_TIMESTAMP(3) - INTERVAL 1 DAY', id);
    await untilMail(api, id, ({ attempts }) => attempts >= 2);
    expect(await mailRow(api, id)).toMatchObject({ state: 'waiting' });
    server.behave({ answer: 550, at: 'rcpt' });
    await server.up();
    await untilMail(api, id, ({ state }) => state === 'failed');
    server.behave('well');
    await change('expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND', id);
    await untilDead(id);
    await api.app.get(Jobs).replay(id);
    expect(await untilMail(api, id, ({ state }) => state === 'expired')).toMatchObject({ hasContent: false });
    expect(server.mailsTo(address)).toEqual([]);
  });

  it('does not delay later mails, even to the same user', async () => {
    const user = await api.register('two-mails');
    server.behave({ answer: 450, at: 'rcpt' });
    const first = await sendMail(api, user.email, { userId: user.id });
    const due = (when: string) =>
      api.app
        .get(Database)
        .write(`UPDATE platform_job SET due_at = ${when} WHERE state = 'ready' AND id = UNHEX(REPLACE(?, '-', ''))`, [
          first,
        ]);
    // Makes it wait for the next attempt.
    await until(async () => (await due('UTC_TIMESTAMP(3) + INTERVAL 1 HOUR')).affectedRows === 1);
    server.behave('well');
    const address = someone();
    await sendMail(api, address, { userId: user.id });
    await server.mailTo(address);
    expect(await mailRow(api, first)).toMatchObject({ state: 'waiting' });
    await due('UTC_TIMESTAMP(3)');
    await untilMail(api, first, ({ state }) => state === 'sent');
  });

  it('reaches only its own recipient, when many are sent through a server that fails at random', async () => {
    const addresses = Array.from({ length: 40 }, someone);
    const behaviours: Behaviour[] = [
      { hangUp: 'rcpt' },
      { answer: 450, at: 'data' },
      { hangUp: 'data-taken' },
      'well',
      { hangUp: 'data' },
      'talks nonsense',
      { answer: 421, at: 'mail' },
      { hangUp: 'data-answered' },
    ];
    let behaviour = 0;
    const changing = setInterval(() => server.behave(behaviours[behaviour++ % behaviours.length] as Behaviour), 7);
    const ids = await Promise.all(addresses.map((address) => sendMail(api, address)));
    await Promise.all(ids.map((id) => untilMail(api, id, ({ attempts, isSettled }) => attempts >= 2 || isSettled)));
    // Without this, some mails would fail so often that their next attempt comes too late for the test.
    clearInterval(changing);
    server.behave('well');
    await Promise.all(ids.map((id) => untilMail(api, id, ({ state }) => state === 'sent')));
    for (const address of addresses) {
      const copies = server.mailsTo(address);
      expect(new Set(copies.map(({ messageId }) => messageId)).size).toBe(1);
      expect(copies.map(({ recipients }) => recipients)).toEqual(copies.map(() => [address]));
    }
  });

  it('is deleted 90 days after it was settled, and not before', async () => {
    const [old, young] = [await sendMail(api, someone()), await sendMail(api, someone())];
    for (const id of [old, young]) await untilMail(api, id, ({ state }) => state === 'sent');
    await change('settled_at = UTC_TIMESTAMP(3) - INTERVAL 91 DAY', old);
    await change('settled_at = UTC_TIMESTAMP(3) - INTERVAL 89 DAY', young);
    await server.down();
    const waiting = await sendMail(api, someone());
    await change('created_at = UTC_TIMESTAMP(3) - INTERVAL 400 DAY', waiting);
    await api.app.get(Jobs).timed.get('privacy.retention')?.run({ fence: 1 });
    expect(await mailRow(api, old)).toBeUndefined();
    expect(await mailRow(api, young)).toBeDefined();
    expect(await mailRow(api, waiting)).toBeDefined();
    await server.up();
  });
});
