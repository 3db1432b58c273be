import { SmsNotDelivered, SmsTransport } from './sms-transport';

/** For messages that were still waiting when the sending was switched off. */
export class OffTransport extends SmsTransport {
  async deliver(): Promise<string> {
    throw new SmsNotDelivered('Text messages are switched off.', true);
  }
}
