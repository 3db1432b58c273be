import { Injectable } from '@nestjs/common';
import { SharedCounters } from '@platform/counters/shared-counters';
import type { MobileNumber } from '@platform/phone/mobile-number.rule';
import { keyedHash } from '@platform/vault/keyed-hash';
import { Keyring } from '@platform/vault/keyring/keyring';
import { SmsConfig } from './sms.config';
import type { TextMessageKind } from './text-message.entity';

const HOUR = 3600;
const DAY = 86_400;

export type SmsLimit = 'recipient' | 'country';

/** Limits text messages by the number and the country, never by the account, because an attacker can have many of them. */
@Injectable()
export class TextMessageLimits {
  constructor(
    private readonly config: SmsConfig,
    private readonly counters: SharedCounters,
    private readonly keyring: Keyring,
  ) {}

  /** Counts the message. Returns the limit that refuses it; undefined if it can be sent. */
  async refusalOf(kind: TextMessageKind, { number, country }: MobileNumber): Promise<SmsLimit | undefined> {
    const { perRecipientHour, perRecipientDay, perCountryDay } = this.config;
    const recipient = `${kind}:${keyedHash(this.keyring.current('system').secret, 'sms-recipient\0', number).toString('hex')}`;
    if (!(await this.isWithin('sms-recipient-hour', HOUR, perRecipientHour, recipient))) return 'recipient';
    if (!(await this.isWithin('sms-recipient-day', DAY, perRecipientDay, recipient))) return 'recipient';
    // Refused messages cost nothing, so they do not use up the budget of the country.
    return (await this.isWithin('sms-country-day', DAY, perCountryDay, country)) ? undefined : 'country';
  }

  private async isWithin(scope: string, seconds: number, requests: number, caller: string): Promise<boolean> {
    return (await this.counters.hit({ scope, seconds, requests }, caller)).count <= requests;
  }
}
