import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

const WAIT_MS = 30_000;
/** Shorter than the product keeps an idle connection. */
const DISCONNECT_MS = 5000;
const DRIP_MS = 20;
const FROM = 'Test App <no-reply@app.example>';
const CERTIFICATES = join(__dirname, 'certificates');
/** A self-signed certificate, which clients must be configured to trust. */
export const MAIL_SERVER_CERTIFICATE = readFileSync(join(CERTIFICATES, 'mail-server.pem'), 'utf8');

interface Options {
  /** The required login; without it no login is needed. */
  readonly login?: { readonly user: string; readonly password: string };
  readonly starttls?: boolean;
  /** TLS from the first byte. */
  readonly secure?: boolean;
}

/** A stage of the SMTP conversation: greeting, sender, recipient, and the end of the message. */
export type Stage = 'connect' | 'mail' | 'rcpt' | 'data';

export type Behaviour =
  | { readonly answer: number; readonly at: Stage; readonly text?: string }
  /** `data` loses the message, `data-taken` accepts it without an answer, `data-answered` closes after its answer. */
  | { readonly hangUp: Stage | 'data-taken' | 'data-answered' }
  | { readonly lateMs: number; readonly at: Stage }
  /** Never answers. */
  | { readonly silent: Stage }
  /** Sends single bytes, and never a complete answer. */
  | 'drips'
  | 'talks nonsense'
  | 'well';

export interface ArrivedMail {
  readonly recipients: readonly string[];
  readonly sender: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly links: readonly string[];
  /** The token of the first link that contains one. */
  readonly token: string | undefined;
  /** The large code. */
  readonly code: string | undefined;
  readonly messageId: string;
  readonly encrypted: boolean;
  readonly user: string | undefined;
  readonly parsed: ParsedMail;
}

/** A real SMTP server on loopback that can misbehave. It keeps every mail that it received, acknowledged or not. */
export class MailServer {
  readonly arrived: ArrivedMail[] = [];
  connections = 0;
  /** The number of login attempts. */
  logins = 0;
  private readonly returned = new Set<ArrivedMail>();
  private readonly sockets = new Map<number, Socket>();
  private readonly smtp: SMTPServer;
  private listener: Server | undefined;
  private port = 0;
  private behaviour: Behaviour = 'well';

  private constructor(private readonly options: Options) {
    const { login, starttls = false, secure = false } = options;
    this.smtp = new SMTPServer({
      secure,
      key: readFileSync(join(CERTIFICATES, 'mail-server.key')),
      cert: MAIL_SERVER_CERTIFICATE,
      disabledCommands: [...(starttls ? [] : ['STARTTLS']), ...(login ? [] : ['AUTH'])],
      allowInsecureAuth: true,
      disableReverseLookup: true,
      onAuth: ({ username, password }, _session, done) => {
        this.logins++;
        // The error contains the login, as with some real servers.
        if (username === login?.user && password === login?.password) done(null, { user: username });
        else done(Object.assign(new Error(`Wrong login ${username} ${password}`), { responseCode: 535 }));
      },
      onConnect: (session, done) => this.stage('connect', session, done),
      onMailFrom: (_address, session, done) => this.stage('mail', session, done),
      onRcptTo: (_address, session, done) => this.stage('rcpt', session, done),
      onData: (stream, session, done) => {
        // A client that closed the connection early has sent no mail.
        simpleParser(stream).then(
          (parsed) => this.afterData(parsed, session, done),
          () => undefined,
        );
      },
    });
    this.smtp.on('error', () => undefined);
  }

  static async start(options: Options = {}): Promise<MailServer> {
    const server = new MailServer(options);
    await server.up();
    return server;
  }

  /** The settings of an installation that sends through this server. */
  get env(): { SMTP_URL: string; MAIL_FROM: string } {
    return { SMTP_URL: this.url, MAIL_FROM: FROM };
  }

  get url(): string {
    const { login, secure } = this.options;
    const user = login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@` : '';
    return `${secure ? 'smtps' : 'smtp'}://${user}localhost:${this.port}`;
  }

  behave(behaviour: Behaviour): void {
    this.behaviour = behaviour;
  }

  async up(): Promise<void> {
    this.listener = createServer((socket) => this.onConnection(socket)).listen(this.port, '127.0.0.1');
    await new Promise((resolve) => this.listener?.once('listening', resolve));
    this.port = (this.listener.address() as AddressInfo).port;
  }

  /** Stops listening and closes all connections. */
  async down(): Promise<void> {
    const { listener } = this;
    this.listener = undefined;
    for (const socket of this.sockets.values()) socket.destroy();
    if (listener) await new Promise((resolve) => listener.close(resolve));
  }

  async stop(): Promise<void> {
    await this.down();
  }

  /** All mails that have arrived for this address. */
  mailsTo(address: string): ArrivedMail[] {
    return this.arrived.filter(({ recipients }) => recipients.includes(address));
  }

  /** Waits for the next mail to this address that this method has not returned before. */
  async mailTo(address: string, withinMs = WAIT_MS): Promise<ArrivedMail> {
    const next = () => this.mailsTo(address).find((one) => !this.returned.has(one));
    await until(() => next() !== undefined, `No mail to ${address}`, withinMs);
    const mail = next() as ArrivedMail;
    this.returned.add(mail);
    return mail;
  }

  async untilConnected(): Promise<void> {
    await until(() => this.sockets.size > 0, 'No client connected');
  }

  async untilDisconnected(): Promise<void> {
    await until(() => this.sockets.size === 0, 'A client is still connected', DISCONNECT_MS);
  }

  private onConnection(socket: Socket): void {
    const { remotePort = 0 } = socket;
    this.connections++;
    this.sockets.set(remotePort, socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.sockets.delete(remotePort));
    if (this.behaviour === 'drips') drip(socket);
    else if (this.behaviour === 'talks nonsense') socket.end('Good evening, what can I do for you?\r\n');
    else this.smtp.server.emit('connection', socket);
  }

  private stage(stage: Stage, session: SMTPServerSession, done: (error?: Error | null) => void): void {
    const { behaviour } = this;
    if (typeof behaviour === 'string') return done();
    if ('answer' in behaviour && behaviour.at === stage)
      return done(Object.assign(new Error(behaviour.text ?? 'Configured failure'), { responseCode: behaviour.answer }));
    if ('hangUp' in behaviour && behaviour.hangUp === stage) return this.hangUp(session);
    if ('silent' in behaviour && behaviour.silent === stage) return;
    if ('lateMs' in behaviour && behaviour.at === stage) return void setTimeout(done, behaviour.lateMs);
    done();
  }

  private afterData(parsed: ParsedMail, session: SMTPServerSession, done: (error?: Error | null) => void): void {
    const hangUp = typeof this.behaviour === 'object' && 'hangUp' in this.behaviour ? this.behaviour.hangUp : undefined;
    this.stage('data', session, (error) => {
      if (error) return done(error);
      this.arrived.push(arrivedMail(parsed, session));
      if (hangUp === 'data-taken') return this.hangUp(session);
      done();
      if (hangUp === 'data-answered') this.sockets.get(session.remotePort)?.destroySoon();
    });
  }

  private hangUp({ remotePort }: SMTPServerSession): void {
    this.sockets.get(remotePort)?.destroy();
  }
}

async function until(isTrue: () => boolean, otherwise: string, withinMs = WAIT_MS): Promise<void> {
  const end = performance.now() + withinMs;
  while (!isTrue()) {
    if (performance.now() > end) throw new Error(`${otherwise} after ${withinMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Sends a correct greeting, and then an answer to the first command that never ends. */
function drip(socket: Socket): void {
  socket.write('220 localhost\r\n');
  socket.once('data', () => {
    socket.write('250-');
    const drops = setInterval(() => socket.write('x'), DRIP_MS);
    socket.once('close', () => clearInterval(drops));
  });
}

function arrivedMail(parsed: ParsedMail, session: SMTPServerSession): ArrivedMail {
  const { envelope, secure, user } = session;
  const text = parsed.text ?? '';
  const links = text.match(/https?:\/\/\S+/g) ?? [];
  const token = links.map((link) => /#token=(.+)$/.exec(link)?.[1]).find(Boolean);
  return {
    recipients: envelope.rcptTo.map(({ address }) => address),
    sender: envelope.mailFrom ? envelope.mailFrom.address : '',
    subject: parsed.subject ?? '',
    text,
    html: parsed.html || '',
    links,
    token: token && decodeURIComponent(token),
    code: /^ {4}(\S.*)$/m.exec(text)?.[1],
    messageId: parsed.messageId ?? '',
    encrypted: secure,
    user: user as string | undefined,
    parsed,
  };
}
