import type { Mailer } from '@features/mail';
import type { EmailAddress } from '@platform/email/email-address.rule';
import type { Transactions } from '@platform/persistence/transactions';
import type { HeadDestination, SentHead } from './head-destination';
import { AuditHeadMail } from './heads.mails';

const LANGUAGE = 'en';
const HOUR_SECONDS = 3600;

/** A mailbox that the operator of the database cannot change. */
export class MailDestination implements HeadDestination {
  readonly name = 'email';
  readonly everySeconds: number;

  constructor(
    private readonly to: EmailAddress,
    hours: number,
    private readonly mailer: Mailer,
    private readonly transactions: Transactions,
  ) {
    this.everySeconds = hours * HOUR_SECONDS;
  }

  async send({ size, note }: SentHead): Promise<void> {
    const values = { size: String(size), note };
    await this.transactions.run(() =>
      this.mailer.send({ mail: AuditHeadMail, to: this.to, language: LANGUAGE, userId: null, values }),
    );
  }
}
