import { Logger } from '@nestjs/common';
import { SmsTransport, type TextMessage } from './sms-transport';

/** Writes text messages to the log. Only development uses it, because the log then contains numbers and codes. */
export class ConsoleTransport extends SmsTransport {
  private readonly logger = new Logger('TextMessages');

  async deliver({ to, text }: TextMessage): Promise<string> {
    this.logger.log(`Text message to ${to} (not sent, because SMS_SENDER is console): ${text}`);
    return 'It was written to the log.';
  }
}
