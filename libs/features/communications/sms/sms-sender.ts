import { Injectable, type OnModuleInit } from '@nestjs/common';
import { VerifiedPhones } from '@features/users';
import { mobileNumberOf } from '@platform/phone/mobile-number.rule';
import { TextMessages } from '@platform/sms/text-messages';
import { NotSent, type ChannelSender, type OutgoingNotification } from '../deliveries/channel-sender';
import { ChannelSenders } from '../deliveries/channel-senders';

/** A notification that could not be sent for a day is not news any more. */
const MINUTES = 24 * 60;

/** Sends a notification as a text message, through the queue of the platform. */
@Injectable()
export class SmsSender implements ChannelSender, OnModuleInit {
  readonly isTransactional = true;

  constructor(
    private readonly phones: VerifiedPhones,
    private readonly messages: TextMessages,
    private readonly senders: ChannelSenders,
  ) {}

  onModuleInit(): void {
    if (this.messages.areOn) this.senders.register('sms', this);
  }

  async send({ notification: { title, text }, contact: { id: userId } }: OutgoingNotification): Promise<void> {
    const phone = await this.phones.find(userId);
    const to = phone && mobileNumberOf(phone.number);
    if (!to) throw new NotSent('The account has no verified phone number.', true);
    if (!this.messages.isAllowed(to)) throw new NotSent('Text messages are not sent to the country.', true);
    const content = text === '' ? title : `${title}\n${text}`;
    await this.messages.send({ kind: 'notification', to, text: content, userId, minutes: MINUTES });
  }
}
