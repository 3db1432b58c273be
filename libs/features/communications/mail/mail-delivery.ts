import { Injectable, type OnModuleInit } from '@nestjs/common';
import { GiveUp } from '@platform/jobs/give-up';
import { Jobs } from '@platform/jobs/jobs';
import { MailCarrier, NotDelivered, type Message } from '../carrier/mail-carrier';
import { CommunicationsConfig } from '../communications.config';
import { TemplateBook } from '../templates/template-book';
import { MailMetrics } from './mail-metrics';
import { MailRepository, type StoredMail } from './mail.repository';
import { MailSeal } from './mail-seal';

export const SEND_MAIL = 'communications.send_mail';
const LONGEST_WAIT_MS = 5 * 60_000;
/** Never reached: a mail's time is what ends it. */
const ANY_NUMBER = 1_000_000;

/** Sends one mail. Its state is kept in its row; the job only says when to try again. */
@Injectable()
export class MailDelivery implements OnModuleInit {
  constructor(
    private readonly config: CommunicationsConfig,
    private readonly jobs: Jobs,
    private readonly mails: MailRepository,
    private readonly seal: MailSeal,
    private readonly templates: TemplateBook,
    private readonly carrier: MailCarrier,
    private readonly metrics: MailMetrics,
  ) {}

  onModuleInit(): void {
    this.jobs.define<{ mailId: string }>({
      name: SEND_MAIL,
      handle: ({ mailId }) => this.send(mailId),
      atOnce: this.config.concurrency,
      longestWaitMs: LONGEST_WAIT_MS,
      maxAttempts: ANY_NUMBER,
    });
    this.jobs.every({
      name: 'communications.clean-up',
      seconds: 3600,
      run: async () => {
        while ((await this.mails.removeOld()) > 0);
      },
    });
  }

  private async send(id: string): Promise<void> {
    const mail = await this.mails.find(id);
    if (!mail?.content || mail.state === 'sent' || mail.state === 'expired') return;
    if (mail.isExpired) return this.mails.markExpired(id);
    if (mail.state === 'failed') await this.mails.reopen(id);
    const content = await this.seal.open(mail, mail.content);
    // The account is gone, and with it everything that could be said to its owner.
    if (!content) return this.mails.markExpired(id);
    const answer = await this.attempt(mail, {
      id,
      messageId: mail.messageId,
      date: mail.createdAt,
      to: content.to,
      secrets: Object.values(content.values),
      ...this.templates.write(mail.kind, mail.language, content.values),
    });
    await this.mails.markSent(id, answer);
  }

  private async attempt({ id, state, expiresAt, wasTriedLongEnough }: StoredMail, message: Message): Promise<string> {
    try {
      const answer = await this.carrier.deliver(message);
      this.metrics.count('sent');
      return answer;
    } catch (error) {
      if (!(error instanceof NotDelivered)) throw error;
      // One that was just replayed has its time before it again.
      const isOver = expiresAt === null && state === 'waiting' && wasTriedLongEnough;
      this.metrics.count(error.isFinal ? 'refused' : 'failed');
      if (!error.isFinal && !isOver) {
        await this.mails.noteFailure(id, error.message);
        throw error;
      }
      await this.mails.markFailed(id, error.message);
      throw new GiveUp(error.message);
    }
  }
}
