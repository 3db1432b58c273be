import type { Transporter } from 'nodemailer';
import { MailTransport, NotDelivered, type Message } from './mail-transport';
import type { MailSender } from './mail-sender.rule';
import { isRefusedForGood, type SmtpFailure } from './refusal.rule';
import { answerToKeep } from './server-answer.rule';
import type { SmtpServer } from './smtp-url.rule';

export interface SmtpOptions {
  readonly server: SmtpServer;
  readonly sender: MailSender;
  readonly requireTls: boolean;
  readonly connections: number;
  readonly deadlines?: Partial<SmtpDeadlines>;
}

interface SmtpDeadlines {
  readonly connectMs: number;
  readonly greetingMs: number;
  /** Without a single byte from the server. */
  readonly silenceMs: number;
  /** The whole attempt: a server that sends a byte now and then is never silent. */
  readonly attemptMs: number;
}

const DEADLINES: SmtpDeadlines = { connectMs: 10_000, greetingMs: 10_000, silenceMs: 20_000, attemptMs: 60_000 };
/** Shorter than servers wait for a further mail, so that it is us who say goodbye. */
const UNUSED_MS = 15_000;

/**
 * Sends through one mail server, over connections that are kept for the next mail: with TLS and a login a new one
 * takes several round trips, most of what a mail costs.
 */
export class SmtpTransport extends MailTransport {
  private transport: Promise<Transporter> | undefined;
  private readonly deadlines: SmtpDeadlines;

  constructor(private readonly options: SmtpOptions) {
    super();
    this.deadlines = { ...DEADLINES, ...options.deadlines };
  }

  async deliver(message: Message): Promise<string> {
    const attempt = new AbortController();
    const timer = setTimeout(() => attempt.abort(), this.deadlines.attemptMs);
    try {
      const { response } = await this.send(message, attempt.signal);
      return this.fitToKeep(response ?? '', message);
    } catch (error) {
      const failure = error as Error & SmtpFailure;
      const why = attempt.signal.aborted
        ? `The mail server was given up after ${this.deadlines.attemptMs / 1000} s`
        : failure.message;
      throw new NotDelivered(this.fitToKeep(why, message), isRefusedForGood(failure));
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    // Closed forcibly, so that a slow server does not delay the shutdown. Interrupted mails are sent again by another
    // worker.
    void this.transport?.then((transport) => transport.close({ force: true }));
    this.transport = undefined;
  }

  private async send(message: Message, signal: AbortSignal) {
    this.transport ??= this.open();
    const transport = await this.transport;
    const { sender } = this.options;
    return transport.sendMail({
      envelope: { from: sender.address, to: [message.to] },
      from: sender,
      to: { name: '', address: message.to },
      messageId: message.messageId,
      date: message.date,
      subject: message.subject,
      text: message.text,
      html: message.html,
      headers: { 'Auto-Submitted': 'auto-generated' },
      xMailer: false,
      disableFileAccess: true,
      disableUrlAccess: true,
      signal,
    });
  }

  private fitToKeep(answer: string, { to, secrets }: Message): string {
    const { login } = this.options.server;
    return answerToKeep(answer, [to, ...secrets, ...(login ? [login.user, login.password] : [])]);
  }

  private async open(): Promise<Transporter> {
    // 19 MiB and 35 ms, which a process that sends no mail does not spend.
    const { createTransport } = await import('nodemailer');
    const { server, requireTls, connections } = this.options;
    return createTransport({
      pool: true,
      maxConnections: connections,
      // Once: for a connection the server had closed while it was not used.
      maxRequeues: 1,
      idleTimeout: UNUSED_MS,
      host: server.host,
      port: server.port,
      secure: server.secure,
      requireTLS: requireTls && !server.secure,
      auth: server.login && { user: server.login.user, pass: server.login.password },
      connectionTimeout: this.deadlines.connectMs,
      dnsTimeout: this.deadlines.connectMs,
      greetingTimeout: this.deadlines.greetingMs,
      socketTimeout: this.deadlines.silenceMs,
      // What hangs does not get further time to say goodbye.
      socketCloseTimeout: 0,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }
}
