import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { newId } from '@platform/ids/ids';
import { MAIL_SERVER_CERTIFICATE, MailServer, type Behaviour } from '@test/support/mail-server';
import { NotDelivered, type Message } from './mail-transport';
import { SmtpTransport, type SmtpOptions } from './smtp-transport';
import { parseSmtpUrl, type SmtpServer } from './smtp-url.rule';

const PASSWORD = 'a password: not to be told';
const LOGIN = { user: 'the-app', password: PASSWORD };

describe('The SMTP transport', () => {
  const opened: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.stop();
  });

  const start = async (options = {}) => {
    const server = await MailServer.start(options);
    opened.push(server);
    return server;
  };
  const carrierTo = (url: string, options: Partial<SmtpOptions> = {}) => {
    const carrier = new SmtpTransport({
      server: parseSmtpUrl(url) as SmtpServer,
      sender: { name: 'App', address: 'no-reply@app.example' },
      requireTls: false,
      connections: 4,
      ...options,
    });
    opened.unshift({ stop: async () => carrier.close() });
    return carrier;
  };
  const message = (to = 'ada@example.com'): Message => {
    const id = newId();
    return {
      id,
      messageId: `<${id}@app.example>`,
      date: new Date(),
      to,
      subject: 'Subject',
      text: 'Text\n',
      html: '<p>Text</p>',
      secrets: [],
    };
  };
  const failureOf = async (work: Promise<unknown>): Promise<NotDelivered> => {
    const error: unknown = await work.then(
      () => new Error('It was delivered.'),
      (reason) => reason,
    );
    if (!(error instanceof NotDelivered)) throw error;
    return error;
  };
  const trusting = async (work: () => Promise<unknown>) => {
    const trusted = getCACertificates('default');
    setDefaultCACertificates([...trusted, MAIL_SERVER_CERTIFICATE]);
    try {
      await work();
    } finally {
      setDefaultCACertificates(trusted);
    }
  };

  it('reuses its connections: a hundred mails need no more than the allowed number', async () => {
    const server = await start();
    const carrier = carrierTo(server.url);
    await Promise.all(Array.from({ length: 100 }, (_, index) => carrier.deliver(message(`user-${index}@example.com`))));
    expect(new Set(server.arrived.map(({ recipients }) => recipients.join())).size).toBe(100);
    expect(server.connections).toBeLessThanOrEqual(4);
  });

  it('sends the sender and the header of automatic mails, and does not name its program', async () => {
    const server = await start();
    const sent = message();
    await carrierTo(server.url).deliver(sent);
    const { sender, messageId, parsed } = await server.mailTo('ada@example.com');
    expect([sender, messageId, parsed.from?.text]).toEqual([
      'no-reply@app.example',
      sent.messageId,
      '"App" <no-reply@app.example>',
    ]);
    expect([...parsed.headers.keys()].sort()).toEqual(
      ['auto-submitted', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to'].sort(),
    );
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
  });

  it.each<[string, Behaviour]>([
    ['one byte at a time', 'drips'],
    ['never after the recipient', { silent: 'rcpt' }],
    ['never after the mail', { silent: 'data' }],
  ])('ends an attempt and its connection in time if the server answers %s', async (_how, behaviour) => {
    const server = await start();
    server.behave(behaviour);
    const carrier = carrierTo(server.url, { deadlines: { attemptMs: 400 } });
    // The server never answers, so only the deadline of the attempt can end it.
    const failure = await failureOf(carrier.deliver(message()));
    expect(failure).toMatchObject({ isFinal: false, message: 'The mail server did not finish within 0.4 s' });
    await server.untilDisconnected();
  });

  it('gives up a silent server sooner than a slow one', async () => {
    const server = await start();
    server.behave({ silent: 'mail' });
    const failure = await failureOf(carrierTo(server.url, { deadlines: { idleMs: 200 } }).deliver(message()));
    expect(failure).toMatchObject({ isFinal: false, message: 'Timeout' });
  });

  it('closes the connection to a slow server when the process ends', async () => {
    const server = await start();
    server.behave({ silent: 'data' });
    const carrier = carrierTo(server.url);
    const failed = failureOf(carrier.deliver(message()));
    await server.untilConnected();
    // The attempt may take a minute, twice the time limit of this test.
    carrier.close();
    expect((await failed).isFinal).toBe(false);
    await server.untilDisconnected();
  });

  it('sends nothing to a server without STARTTLS when TLS is required', async () => {
    const server = await start();
    const failure = await failureOf(carrierTo(server.url, { requireTls: true }).deliver(message()));
    expect(failure.isFinal).toBe(false);
    expect(server.arrived).toEqual([]);
  });

  it('sends neither credentials nor mails to a server with an untrusted certificate', async () => {
    const server = await start({ starttls: true, login: LOGIN });
    const failure = await failureOf(carrierTo(server.url, { requireTls: true }).deliver(message()));
    expect(failure.message).toMatch(/certificate/);
    expect(failure.isFinal).toBe(false);
    expect([server.arrived, server.logins]).toEqual([[], 0]);
  });

  it('encrypts with STARTTLS if the server supports it, and from the first byte with smtps', async () => {
    const [starttls, secure] = [await start({ starttls: true, login: LOGIN }), await start({ secure: true })];
    await trusting(async () => {
      await carrierTo(starttls.url, { requireTls: true }).deliver(message());
      await carrierTo(secure.url, { requireTls: true }).deliver(message());
    });
    expect(starttls.arrived).toMatchObject([{ encrypted: true, user: 'the-app' }]);
    expect(secure.arrived).toMatchObject([{ encrypted: true }]);
  });

  it('retries a rejected login, and never repeats the password that the server quotes', async () => {
    const server = await start({ login: LOGIN });
    const url = server.url.replace(encodeURIComponent(PASSWORD), encodeURIComponent(`${PASSWORD}!`));
    const failure = await failureOf(carrierTo(url).deliver(message()));
    expect(failure.isFinal).toBe(false);
    expect(failure.message).toMatch(/535/);
    expect(failure.message).not.toContain(PASSWORD);
  });
});
