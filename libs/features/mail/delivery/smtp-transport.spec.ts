import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { newId } from '@platform/ids/ids';
import { MAIL_SERVER_CERTIFICATE, MailServer, type Behaviour } from '@test/support/mail-server';
import { NotDelivered, type Message } from './mail-transport';
import { SmtpTransport, type SmtpOptions } from './smtp-transport';
import { parseSmtpUrl, type SmtpServer } from './smtp-url.rule';

const PASSWORD = 'a password: not to be told';
const LOGIN = { user: 'the-app', password: PASSWORD };

describe('The way to the mail server', () => {
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

  it('uses its connections again: a hundred mails need no more than there may be at once', async () => {
    const server = await start();
    const carrier = carrierTo(server.url);
    await Promise.all(Array.from({ length: 100 }, (_, index) => carrier.deliver(message(`user-${index}@example.com`))));
    expect(new Set(server.arrived.map(({ recipients }) => recipients.join())).size).toBe(100);
    expect(server.connections).toBeLessThanOrEqual(4);
  });

  it('says who it is from and that no person wrote it, and nothing about its program', async () => {
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
    ['never at all after the recipient', { silent: 'rcpt' }],
    ['never at all after the mail', { silent: 'data' }],
  ])('ends an attempt in time, connection and all, when the server answers %s', async (_how, behaviour) => {
    const server = await start();
    server.behave(behaviour);
    const carrier = carrierTo(server.url, { deadlines: { attemptMs: 400 } });
    // The server never answers, so that only the deadline of the attempt can end it.
    const failure = await failureOf(carrier.deliver(message()));
    expect(failure).toMatchObject({ isFinal: false, message: 'The mail server was given up after 0.4 s' });
    await server.untilNobodyIsConnected();
  });

  it('gives a silent server up sooner than a slow one', async () => {
    const server = await start();
    server.behave({ silent: 'mail' });
    const failure = await failureOf(carrierTo(server.url, { deadlines: { silenceMs: 200 } }).deliver(message()));
    expect(failure).toMatchObject({ isFinal: false, message: 'Timeout' });
  });

  it('closes the connection to a slow server when the process ends', async () => {
    const server = await start();
    server.behave({ silent: 'data' });
    const carrier = carrierTo(server.url);
    const failed = failureOf(carrier.deliver(message()));
    await server.untilConnected();
    // The attempt has a minute, twice what this test has.
    carrier.close();
    expect((await failed).isFinal).toBe(false);
    await server.untilNobodyIsConnected();
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

  it('encrypts with STARTTLS where the server can, and from the first byte with smtps', async () => {
    const [starttls, secure] = [await start({ starttls: true, login: LOGIN }), await start({ secure: true })];
    await trusting(async () => {
      await carrierTo(starttls.url, { requireTls: true }).deliver(message());
      await carrierTo(secure.url, { requireTls: true }).deliver(message());
    });
    expect(starttls.arrived).toMatchObject([{ encrypted: true, user: 'the-app' }]);
    expect(secure.arrived).toMatchObject([{ encrypted: true }]);
  });

  it('tries a refused login again, and never repeats the password that the server quotes', async () => {
    const server = await start({ login: LOGIN });
    const url = server.url.replace(encodeURIComponent(PASSWORD), encodeURIComponent(`${PASSWORD}!`));
    const failure = await failureOf(carrierTo(url).deliver(message()));
    expect(failure.isFinal).toBe(false);
    expect(failure.message).toMatch(/535/);
    expect(failure.message).not.toContain(PASSWORD);
  });
});
