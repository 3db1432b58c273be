import { Injectable, Logger } from '@nestjs/common';
import { Mailer } from '@features/mail';
import { parseEmail } from '@platform/email/email-address.rule';
import { Transactions } from '@platform/persistence/transactions';
import { AlarmsConfig } from './alarms.config';
import { AuditAlarmMail } from './alarms.mails';

const LANGUAGE = 'en';

/** Alerts the operator to problems of the audit log. */
@Injectable()
export class AuditAlarms {
  private readonly logger = new Logger('AuditLog');

  constructor(
    private readonly config: AlarmsConfig,
    private readonly mailer: Mailer,
    private readonly transactions: Transactions,
  ) {}

  async raise(alarm: string): Promise<void> {
    this.logger.error(alarm);
    const to = parseEmail(this.config.email);
    if (!to) return;
    await this.transactions.run(() =>
      this.mailer.send({ mail: AuditAlarmMail, to, language: LANGUAGE, userId: null, values: { alarm } }),
    );
  }

  clear(sentence: string): void {
    this.logger.log(sentence);
  }
}
