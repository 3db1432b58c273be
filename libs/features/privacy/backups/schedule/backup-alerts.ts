import { Injectable } from '@nestjs/common';
import { Mailer, type MailDefinition } from '@features/mail';
import { parseEmail } from '@platform/email/email-address.rule';
import { Transactions } from '@platform/persistence/transactions';
import { BackupsConfig } from '../backups.config';
import { BackupFailedMail, BackupOverdueMail } from '../backups.mails';

const LANGUAGE = 'en';
const TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** Mails to the operator. */
@Injectable()
export class BackupAlerts {
  constructor(
    private readonly config: BackupsConfig,
    private readonly mailer: Mailer,
    private readonly transactions: Transactions,
  ) {}

  async failed(at: Date, reason: string): Promise<void> {
    await this.send(BackupFailedMail, { at: textOf(at), reason });
  }

  async overdue(since: Date): Promise<void> {
    await this.send(BackupOverdueMail, { since: textOf(since), hours: String(this.config.everyHours) });
  }

  private async send<Name extends string>(
    mail: MailDefinition<Name>,
    values: Readonly<Record<NoInfer<Name>, string>>,
  ): Promise<void> {
    const to = parseEmail(this.config.alertEmail);
    if (!to) return;
    await this.transactions.run(() => this.mailer.send({ mail, to, language: LANGUAGE, userId: null, values }));
  }
}

function textOf(time: Date): string {
  return `${TIME.format(time).replace(' at ', ', ')} UTC`;
}
