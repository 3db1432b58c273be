import { Injectable } from '@nestjs/common';
import { newId, type UserId } from '@platform/ids/ids';
import { Jobs } from '@platform/jobs/jobs';
import { refusedField } from '@platform/http/fields/refusals';
import { mobileNumberOf, type MobileNumber } from '@platform/phone/mobile-number.rule';
import { shortened } from '@platform/text/shortened.rule';
import { Vault } from '@platform/vault/vault';
import { SmsConfig } from './sms.config';
import { SmsFieldErrors, SmsProblems } from './sms.errors';
import { CONTENT_PLACE, SEND_TEXT_MESSAGE, type TextMessageContent } from './text-message-content';
import type { TextMessageId, TextMessageKind } from './text-message.entity';
import { TextMessageRepository } from './text-message.repository';

/** Three messages of a phone are charged at most. */
const MAX_TEXT = 400;

export interface OutgoingTextMessage {
  readonly kind: TextMessageKind;
  readonly to: MobileNumber;
  readonly text: string;
  /** The user whose account it is about. */
  readonly userId: UserId;
  /** After this time it is not sent, because its code has expired. */
  readonly minutes: number;
}

/** Enqueues a text message in the transaction of the change. The worker sends it after the commit. */
@Injectable()
export class TextMessages {
  constructor(
    private readonly config: SmsConfig,
    private readonly messages: TextMessageRepository,
    private readonly vault: Vault,
    private readonly jobs: Jobs,
  ) {}

  get areOn(): boolean {
    return this.config.sender !== 'off';
  }

  isAllowed({ country }: MobileNumber): boolean {
    return this.config.countries.includes(country);
  }

  /** Returns the number that a user has typed. Throws if it cannot receive text messages. */
  recipientOf(typed: string, pointer: string): MobileNumber {
    if (!this.areOn) throw SmsProblems.off();
    const to = mobileNumberOf(typed);
    if (!to) throw refusedField(pointer, SmsFieldErrors.no_mobile_number);
    if (!this.isAllowed(to)) throw refusedField(pointer, SmsFieldErrors.country_not_allowed);
    return to;
  }

  /** The limits of the number and its country apply when the message is sent, so that the caller learns nothing. */
  async send({ kind, to, text, userId, minutes }: OutgoingTextMessage): Promise<void> {
    if (!this.messages.isInTransaction)
      throw new Error('Text messages must be sent inside a transaction, so that they cannot be lost.');
    const id = newId<TextMessageId>();
    // The sealed text contains the ID, because the key of the user does not bind it to a row.
    const content: TextMessageContent = { id, to: to.number, text: shortened(text, MAX_TEXT) };
    const contentSealed = (await this.vault.boxOf(userId)).seal(CONTENT_PLACE, JSON.stringify(content));
    await this.messages.add({ id, userId, kind, contentSealed, minutes });
    await this.jobs.enqueue(SEND_TEXT_MESSAGE, { id }, { id });
  }
}
