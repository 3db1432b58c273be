import { Injectable, Logger } from '@nestjs/common';
import { OperatorMailer } from '@features/mail';
import { AlarmsConfig } from './alarms.config';
import { AuditAlarmMail } from './alarms.mails';

/** Alerts the operator to problems of the audit log. */
@Injectable()
export class AuditAlarms {
  private readonly logger = new Logger('AuditLog');

  constructor(
    private readonly config: AlarmsConfig,
    private readonly mailer: OperatorMailer,
  ) {}

  async raise(alarm: string): Promise<void> {
    this.logger.error(alarm);
    await this.mailer.send(this.config.email, { mail: AuditAlarmMail, values: { alarm } });
  }

  clear(sentence: string): void {
    this.logger.log(sentence);
  }
}
