import { Links, Mailer } from '@features/communications';
import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';
import { Database } from '@platform/persistence/database';
import { MailServer } from '@test/support/mail-server';
import { TestApi } from '@test/support/test-api';
import { WelcomeMail } from '@test/support/welcome-mail';

describe('A mail', () => {
  let server: MailServer;
  let api: TestApi;

  beforeAll(async () => {
    server = await MailServer.start();
    api = await TestApi.start(server.env);
  });
  afterAll(async () => {
    await api?.stop();
    await server?.stop();
  });

  const promise = (to: string, more: { language?: string; userId?: string | null; expiresAt?: Date } = {}) =>
    api.app.get(Mailer).send({
      mail: WelcomeMail,
      to: parseEmail(to) as EmailAddress,
      language: 'de-AT',
      userId: null,
      values: { name: 'Ada', link: api.app.get(Links).to('/welcome', 'to/ken'), code: '1234 5678' },
      ...more,
    });
  const send = (to: string, more = {}) => api.app.get(Database).transactions.run(() => promise(to, more));

  it('arrives once, at its one recipient, in the nearest language', async () => {
    await send('ada@example.com');
    const mail = await server.mailTo('ada@example.com');
    expect(mail).toMatchObject({
      recipients: ['ada@example.com'],
      sender: 'no-reply@app.example',
      subject: 'Willkommen bei userkeep, Ada',
      token: 'to/ken',
      code: '1234 5678',
    });
    expect(server.arrived).toHaveLength(1);
  });
});
