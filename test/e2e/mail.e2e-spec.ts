import fc from 'fast-check';
import { anyText } from '@test/support/any-text';
import { Links, Mailer } from '@features/mail';
import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';
import { Database } from '@platform/persistence/database';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { exportOf } from '@test/support/user-data';
import { Keyring } from '@platform/vault/keyring/keyring';
import { Vault } from '@platform/vault/vault';
import { MailServer } from '@test/support/mail-server';
import { mailRow, sendMail, untilMail } from '@test/support/send-mail';
import { TestApi } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';
import { WelcomeMail } from '@test/support/welcome-mail';
import { MailSeal } from '@features/mail/queue/mail-seal';
import type { UserId } from '@platform/ids/ids';

describe('A mail', () => {
  let server: MailServer;
  let api: TestApi;

  beforeAll(async () => {
    server = await MailServer.start();
    api = await TestApi.start({ ...server.env, WORKER_BACKOFF_MS: '20', METRICS_TOKEN: 'of the tests' });
  });
  afterAll(async () => {
    await api?.stop();
    await server?.stop();
  });
  afterEach(() => server.behave('well'));

  const database = () => api.app.get(Database);
  const eraseMails = (userId: UserId) => api.app.get(UserDataRegistry).provider('mail')?.erase(userId);
  const mailsOf = async (userId: UserId) => (await exportOf(api.app, userId)).mail?.mail ?? [];
  const jobsOf = async (id: string) =>
    database().rows<{ payload: string }>("SELECT payload FROM platform_job WHERE id = UNHEX(REPLACE(?, '-', ''))", [
      id,
    ]);

  const lastErrorOf = async (id: string) => {
    const sql = "SELECT last_error FROM platform_job WHERE id = UNHEX(REPLACE(?, '-', ''))";
    return (await database().row<{ last_error: string | null }>(sql, [id]))?.last_error ?? '';
  };

  it('arrives once, at its one recipient, in the nearest language', async () => {
    await sendMail(api, 'ada@example.com', { language: 'de-AT' });
    const mail = await server.mailTo('ada@example.com');
    expect(mail).toMatchObject({
      recipients: ['ada@example.com'],
      sender: 'no-reply@app.example',
      subject: 'Willkommen bei userkeep, Ada',
      token: 'to/ken',
      code: '1234 5678',
    });
    expect(mail.parsed.headers.get('content-language') ?? mail.html).toContain('lang="de"');
    expect(server.mailsTo('ada@example.com')).toHaveLength(1);
  });

  it('is identified by its id, and its content is wiped once it was sent', async () => {
    const id = await sendMail(api, 'wiped@example.com');
    const { messageId } = await server.mailTo('wiped@example.com');
    expect(messageId).toBe(`<${id}@app.example>`);
    expect(await untilMail(api, id, ({ state }) => state === 'sent')).toMatchObject({
      attempts: 1,
      hasContent: false,
      isSettled: true,
      answer: expect.stringMatching(/^250/),
    });
    await until(async () => (await jobsOf(id)).length === 0);
  });

  it('is queued only with the change that it belongs to', async () => {
    let id = '';
    const meanwhile = async () => {
      const [row] = await database().rows<{ id: Buffer }>('SELECT id FROM mail_message ORDER BY id DESC LIMIT 1');
      id = row?.id.toString('hex') ?? '';
      throw new Error('rolled back');
    };
    await expect(sendMail(api, 'never@example.com', { meanwhile })).rejects.toThrow('rolled back');
    expect(id).toHaveLength(32);
    const left =
      'SELECT (SELECT COUNT(*) FROM mail_message WHERE id = UNHEX(?)) + (SELECT COUNT(*) FROM platform_job WHERE id = UNHEX(?)) AS found';
    expect(Number((await database().row<{ found: number }>(left, [id, id]))?.found)).toBe(0);
    await sendMail(api, 'after@example.com');
    await server.mailTo('after@example.com');
    expect(server.mailsTo('never@example.com')).toEqual([]);
  });

  it('is not sent outside a transaction', async () => {
    const to = parseEmail('ada@example.com') as EmailAddress;
    const values = { name: 'Ada', link: api.app.get(Links).to('/x', 'y'), code: '1' };
    const sending = api.app.get(Mailer).send({ mail: WelcomeMail, to, language: 'en', userId: null, values });
    await expect(sending).rejects.toThrow('inside a transaction');
  });

  it.each([
    ['links to another site', { link: 'https://evil.example/welcome#token=x' }, 'does not point to this application'],
    ['is too large', { name: 'x'.repeat(9000) }, 'too large'],
    ['is missing', { code: undefined }, 'requires the value code'],
    ['was never declared', { codes: '1' }, 'has no value codes'],
  ])('is rejected when a value %s', async (_what, more, sentence) => {
    const to = parseEmail('refused@example.com') as EmailAddress;
    const values = { name: 'Ada', link: api.app.get(Links).to('/x', 'y'), code: '1', ...more } as never;
    const sending = database().transactions.run(() =>
      api.app.get(Mailer).send({ mail: WelcomeMail, to, language: 'en', userId: null, values }),
    );
    await expect(sending).rejects.toThrow(sentence);
    expect(server.mailsTo('refused@example.com')).toEqual([]);
  });

  it('does not make its sender wait for a slow mail server', async () => {
    server.behave({ lateMs: 3000, at: 'mail' });
    const begun = performance.now();
    await sendMail(api, 'patient@example.com');
    expect(server.mailsTo('patient@example.com')).toEqual([]);
    await server.mailTo('patient@example.com');
    expect(performance.now() - begun).toBeGreaterThan(2900);
  });

  it('is stored sealed: neither its row nor its job contains an address, a link or a code', async () => {
    server.behave({ silent: 'connect' });
    const user = await api.register('sealed');
    for (const userId of [user.id, null]) {
      const id = await sendMail(api, 'secret-place@example.com', { userId, code: 'very secret code' });
      const rows = await database().rows<{ content: Buffer }>(
        "SELECT * FROM mail_message WHERE id = UNHEX(REPLACE(?, '-', ''))",
        [id],
      );
      const everything = `${rows[0]?.content.toString('latin1')}${JSON.stringify([rows, await jobsOf(id)])}`;
      expect(everything).not.toMatch(/secret|to%2Fken/);
      expect((await jobsOf(id)).map(({ payload }) => JSON.parse(payload))).toEqual([{ mailId: id }]);
    }
    await server.down();
    server.behave('well');
    await server.up();
    await server.mailTo('secret-place@example.com');
    await server.mailTo('secret-place@example.com');
  });

  it('can still be decrypted if the system key was replaced meanwhile, which prevents the retirement of that key', async () => {
    await server.down();
    const id = await sendMail(api, 'rotated@example.com');
    const keyring = api.app.get(Keyring);
    const previous = keyring.current('system').id;
    await keyring.rotate('system');
    await expect(keyring.retire('system', previous, { minimumAgeMs: 0 })).rejects.toThrow('no feature counts');
    await untilMail(api, id, ({ attempts }) => attempts > 0);
    await server.up();
    await server.mailTo('rotated@example.com');
  });

  it('cannot be decrypted in the row of another mail', async () => {
    await server.down();
    const user = await api.register('moved');
    const [mine, other] = [
      await sendMail(api, 'mine@example.com', { userId: user.id }),
      await sendMail(api, 'other@example.com', { userId: user.id }),
    ];
    await database().write(
      `UPDATE mail_message a JOIN mail_message b ON b.id = UNHEX(REPLACE(?, '-', ''))
       SET a.content = b.content WHERE a.id = UNHEX(REPLACE(?, '-', ''))`,
      [mine, other],
    );
    await server.up();
    await server.mailTo('mine@example.com');
    await untilMail(api, mine, ({ state }) => state === 'sent');
    await until(async () => /belongs to another mail/.test(await lastErrorOf(other)));
    expect(server.mailsTo('mine@example.com')).toHaveLength(1);
    await eraseMails(user.id);
  });

  it('is not sent to an invalid address, even if it was sealed correctly', async () => {
    await server.down();
    const id = await sendMail(api, 'good@example.com');
    const values = { name: 'Ada', link: api.app.get(Links).to('/x', 'y'), code: '1' };
    const content = await api.app
      .get(MailSeal)
      .seal({ id, userId: null }, { to: 'good@example.com, v@example.com', values });
    await database().write("UPDATE mail_message SET content = ? WHERE id = UNHEX(REPLACE(?, '-', ''))", [content, id]);
    await server.up();
    await until(async () => /recipient of this mail is not a valid address/.test(await lastErrorOf(id)));
    expect([server.mailsTo('good@example.com'), server.mailsTo('v@example.com')]).toEqual([[], []]);
  });

  it('is not sent to a user whose key was destroyed', async () => {
    await server.down();
    const user = await api.register('forgotten');
    const id = await sendMail(api, user.email, { userId: user.id });
    await api.app.get(Vault).destroyUserKey(user.id);
    await server.up();
    expect(await untilMail(api, id, ({ isSettled }) => isSettled)).toMatchObject({
      state: 'expired',
      hasContent: false,
    });
    expect(server.mailsTo(user.email)).toEqual([]);
  });

  it('is exported and erased with its user, even while it waits', async () => {
    const [user, other] = [await api.register('leaves'), await api.register('stays')];
    const sent = await sendMail(api, user.email, { userId: user.id });
    await untilMail(api, sent, ({ state }) => state === 'sent');
    await server.down();
    const [waiting, kept] = [
      await sendMail(api, user.email, { userId: user.id }),
      await sendMail(api, other.email, { userId: other.id }),
    ];
    const mails = (await mailsOf(user.id)).filter(({ kind }: { kind: string }) => kind === 'test.welcome');
    expect(mails).toMatchObject([
      { kind: 'test.welcome', state: 'sent', createdAt: expect.any(String), settledAt: expect.any(String) },
      { kind: 'test.welcome', state: 'waiting', createdAt: expect.any(String), settledAt: null },
    ]);
    expect(JSON.stringify(mails)).not.toContain('content');
    for (let time = 0; time < 2; time++) await eraseMails(user.id);
    expect(await mailsOf(user.id)).toEqual([]);
    expect([await mailRow(api, waiting), await jobsOf(waiting)]).toEqual([undefined, []]);
    await server.up();
    await untilMail(api, kept, ({ state }) => state === 'sent');
    expect(server.mailsTo(user.email).filter(({ subject }) => subject.startsWith('Welcome'))).toHaveLength(1);
  });

  it("has one recipient and only the product's headers, whatever its values and its address contain", async () => {
    const evil = [
      'a\r\nBcc: v@example.com',
      'x\n\n<b>',
      '=?utf-8?q?=0D=0ABcc:_v@example.com?=',
      '\u2028Bcc: v@example.com',
      '{{link}}',
    ];
    const names = [...evil, ...fc.sample(anyText({ maxLength: 60 }), 40)];
    const locals = fc.sample(fc.stringMatching(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,40}$/), names.length);
    const addresses = locals.map((local, index) => `${local}.${index}@example.com`);
    for (const [index, name] of names.entries()) {
      await sendMail(api, addresses[index] as string, { name, code: name });
    }
    for (const address of addresses) {
      const { recipients, subject, parsed } = await server.mailTo(address);
      expect(recipients).toEqual([address]);
      expect([parsed.to, parsed.cc, parsed.bcc].flat().map((field) => field?.value.map((one) => one.address))).toEqual([
        [address],
        undefined,
        undefined,
      ]);
      expect(
        [...parsed.headers.keys()].filter(
          (header) => !/^(from|to|subject|date|message-id|mime-version|content-type|auto-submitted)$/.test(header),
        ),
      ).toEqual([]);
      expect(subject).toMatch(/^Welcome to userkeep,/);
    }
    expect(server.arrived.filter(({ recipients }) => recipients.length !== 1)).toEqual([]);
  });

  it.each([
    'a@example.com, b@example.com',
    'a@example.com>\r\nRCPT TO:<v@example.com',
    '"a b"@example.com',
    'a@exam\u0000ple.com',
  ])('is not queued for %j', (address) => {
    expect(parseEmail(address)).toBeUndefined();
  });

  it('is counted in the metrics', async () => {
    await server.down();
    const id = await sendMail(api, 'counted@example.com');
    await untilMail(api, id, ({ attempts }) => attempts > 0);
    const { text } = await api.call('GET', '/metrics', { headers: { authorization: 'Bearer of the tests' } });
    expect(text).toMatch(/userkeep_mails\{state="waiting"\} [1-9]/);
    expect(text).toMatch(/userkeep_mail_attempts_total\{outcome="sent"\} [1-9]/);
    expect(text).toMatch(/userkeep_mail_attempts_total\{outcome="failed"\} [1-9]/);
    expect((await api.call('GET', '/health/ready')).status).toBe(200);
    await server.up();
    await server.mailTo('counted@example.com');
  });
});
