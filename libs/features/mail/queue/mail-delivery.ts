import { Injectable, type OnModuleInit } from '@nestjs/common';
import { parseEmail } from '@platform/email/email-address.rule';
import { GiveUp } from '@platform/jobs/give-up';
import { Jobs } from '@platform/jobs/jobs';
import { MailTransport, NotDelivered } from '../delivery/mail-transport';
import { mailNamed, purposeOf } from '../define-mail';
import { MailConfig } from '../mail.config';
import { Suppressions } from '../suppression/suppressions';
import { MailTemplates } from '../templates/mail-templates';
import { MailMetrics } from './mail-metrics';
import { MailRepository, type StoredMail } from './mail.repository';
import { MailSeal, type MailContent } from './mail-seal';
import type { MailId } from './mail-id';

export const SEND_MAIL = 'mail.send';
const MAX_WAIT_MS = 5 * 60_000;
/** Never reached, because the time limit of the mail ends the attempts. */
const UNLIMITED_ATTEMPTS = 1_000_000;

/** Sends one mail. The row has its state; the job only schedules the retries. */
@Injectable()
export class MailDelivery implements OnModuleInit {
  constructor(
    private readonly config: MailConfig,
    private readonly jobs: Jobs,
    private readonly mails: MailRepository,
    private readonly seal: MailSeal,
    private readonly templates: MailTemplates,
    private readonly transport: MailTransport,
    private readonly metrics: MailMetrics,
    private readonly suppressions: Suppressions,
  ) {}

  onModuleInit(): void {
    this.jobs.define<{ mailId: MailId }>({
      name: SEND_MAIL,
      handle: ({ mailId }) => this.send(mailId),
      atOnce: this.config.concurrency,
      longestWaitMs: MAX_WAIT_MS,
      maxAttempts: UNLIMITED_ATTEMPTS,
    });
  }

  private async send(id: MailId): Promise<void> {
    const mail = await this.mails.find(id);
    if (!mail?.content || mail.state === 'sent' || mail.state === 'expired') return;
    if (mail.isExpired) return this.mails.markExpired(id);
    if (mail.state === 'failed') await this.mails.reopen(id);
    const handleFailure = (error: unknown) => this.handleFailure(mail, error);
    const content = await this.seal.open(mail, mail.content).catch(handleFailure);
    // The account was erased, and the content of the mail with it.
    if (!content) return this.mails.markExpired(id);
    if (await this.isSuppressed(mail, content)) {
      this.metrics.count('suppressed');
      return this.mails.markSuppressed(id);
    }
    const answer = await this.deliver(mail, content).catch(handleFailure);
    this.metrics.count('sent');
    await this.mails.markSent(id, answer);
  }

  private async isSuppressed({ kind }: StoredMail, { to }: MailContent): Promise<boolean> {
    const address = parseEmail(to);
    return address !== undefined && this.suppressions.block(address.identity, purposeOf(kind));
  }

  private async deliver(mail: StoredMail, content: MailContent): Promise<string> {
    const { id, messageId, createdAt: date, kind, language } = mail;
    const { unsubscribe } = mailNamed(kind) ?? {};
    return this.transport.deliver({
      id,
      messageId,
      date,
      to: content.to,
      unsubscribe: unsubscribe && content.values[unsubscribe],
      // Codes are also listed without spaces, because servers can quote them in another format.
      secrets: Object.values(content.values).flatMap((value) => [value, value.replace(/\s+/g, '')]),
      ...this.templates.write(kind, language, content.values),
    });
  }

  private async handleFailure(
    { id, state, expiresAt, wasTriedLongEnough }: StoredMail,
    error: unknown,
  ): Promise<never> {
    const isFinal = error instanceof NotDelivered && error.isFinal;
    // A mail that was just replayed has its full time limit again.
    const hasTimedOut = expiresAt === null && state === 'waiting' && wasTriedLongEnough;
    const reason = error instanceof NotDelivered ? error.message : 'The mail could not be rendered; see the log.';
    this.metrics.count(isFinal ? 'refused' : 'failed');
    if (!isFinal && !hasTimedOut) {
      await this.mails.recordFailure(id, reason);
      throw error;
    }
    await this.mails.markFailed(id, reason);
    throw new GiveUp(error instanceof Error ? error.message : reason);
  }
}
