import type { Transporter } from 'nodemailer';
import { MailTransport, NotDelivered, type Message } from './mail-transport';
import type { MailSender } from './mail-sender.rule';
import { isRefusedForGood, type SmtpFailure } from './refusal.rule';
import { redactedResponse } from './server-answer.rule';
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
  /** The timeout without a byte from the server. */
  readonly idleMs: number;
  /** The timeout of the whole attempt, for servers that send a byte now and then. */
  readonly attemptMs: number;
}

const DEADLINES: SmtpDeadlines = { connectMs: 10_000, greetingMs: 10_000, idleMs: 20_000, attemptMs: 60_000 };
/** Shorter than the idle timeout of servers, so that the client closes the connection first. */
const IDLE_TIMEOUT_MS = 15_000;

/**
 * Sends mails through one SMTP server over pooled connections, because a new connection with TLS and authentication
 * takes several round trips, which is most of the time of a mail.
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
      return this.redact(response ?? '', message);
    } catch (error) {
      const failure = error as Error & SmtpFailure;
      const reason = attempt.signal.aborted
        ? `The mail server did not finish within ${this.deadlines.attemptMs / 1000} s`
        : failure.message;
      throw new NotDelivered(this.redact(reason, message), isRefusedForGood(failure));
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
      headers: { 'Auto-Submitted': 'auto-generated', ...unsubscribeHeaders(message) },
      xMailer: false,
      disableFileAccess: true,
      disableUrlAccess: true,
      signal,
    });
  }

  private redact(answer: string, { to, secrets }: Message): string {
    const { login } = this.options.server;
    return redactedResponse(answer, [to, ...secrets, ...(login ? [login.user, login.password] : [])]);
  }

  private async open(): Promise<Transporter> {
    // Loaded lazily, because it takes 19 MiB and 35 ms that processes without mails save.
    const { createTransport } = await import('nodemailer');
    const { server, requireTls, connections } = this.options;
    return createTransport({
      pool: true,
      maxConnections: connections,
      // One retry, for an idle connection that the server has closed.
      maxRequeues: 1,
      idleTimeout: IDLE_TIMEOUT_MS,
      host: server.host,
      port: server.port,
      secure: server.secure,
      requireTLS: requireTls && !server.secure,
      auth: server.login && { user: server.login.user, pass: server.login.password },
      connectionTimeout: this.deadlines.connectMs,
      dnsTimeout: this.deadlines.connectMs,
      greetingTimeout: this.deadlines.greetingMs,
      socketTimeout: this.deadlines.idleMs,
      // A hanging connection is closed at once.
      socketCloseTimeout: 0,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }
}

/** RFC 8058: the mail client sends a POST request to the link when the user clicks its own button. */
function unsubscribeHeaders({ unsubscribe }: Message): Record<string, string> {
  if (unsubscribe === undefined) return {};
  return { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}
