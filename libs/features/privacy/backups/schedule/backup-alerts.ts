import { Injectable } from '@nestjs/common';
import { OperatorMailer } from '@features/mail';
import { BackupsConfig } from '../backups.config';
import { BackupFailedMail, BackupOverdueMail } from '../backups.mails';

const TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** Mails to the operator about backups. */
@Injectable()
export class BackupAlerts {
  constructor(
    private readonly config: BackupsConfig,
    private readonly mailer: OperatorMailer,
  ) {}

  async failed(at: Date, reason: string): Promise<void> {
    const values = { at: textOf(at), reason };
    await this.mailer.send(this.config.alertEmail, { mail: BackupFailedMail, values });
  }

  async overdue(since: Date): Promise<void> {
    const values = { since: textOf(since), hours: String(this.config.everyHours) };
    await this.mailer.send(this.config.alertEmail, { mail: BackupOverdueMail, values });
  }
}

function textOf(time: Date): string {
  return `${TIME.format(time).replace(' at ', ', ')} UTC`;
}
