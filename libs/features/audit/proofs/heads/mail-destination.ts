import type { OperatorMailer } from '@features/mail';
import type { HeadDestination, SentHead } from './head-destination';
import { AuditHeadMail } from './heads.mails';

const HOUR_SECONDS = 3600;

/** A mailbox that the operator of the database cannot change. */
export class MailDestination implements HeadDestination {
  readonly name = 'email';
  readonly everySeconds: number;

  constructor(
    private readonly to: string,
    hours: number,
    private readonly mailer: OperatorMailer,
  ) {
    this.everySeconds = hours * HOUR_SECONDS;
  }

  async send({ size, note }: SentHead): Promise<void> {
    await this.mailer.send(this.to, { mail: AuditHeadMail, values: { size: String(size), note } });
  }
}
