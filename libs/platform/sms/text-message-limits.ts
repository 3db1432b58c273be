import { Injectable } from '@nestjs/common';
import { ExactCounters } from '@platform/counters/exact-counters';
import { SharedCounters } from '@platform/counters/shared-counters';
import { RequestProblems } from '@platform/errors/platform.errors';
import type { MobileNumber } from '@platform/phone/mobile-number.rule';
import { keyedHash } from '@platform/vault/keyed-hash';
import { Keyring } from '@platform/vault/keyring/keyring';
import { SmsConfig } from './sms.config';
import type { TextMessageKind } from './text-message.entity';

const HOUR = 3600;
const DAY = 86_400;

export type SmsLimit = 'recipient' | 'country';

/** Limits text messages by the number, country and network, never by the account: an attacker can have many of them. */
@Injectable()
export class TextMessageLimits {
  constructor(
    private readonly config: SmsConfig,
    private readonly budgets: ExactCounters,
    private readonly counters: SharedCounters,
    private readonly keyring: Keyring,
  ) {}

  /** Counts the message. Returns the limit that refuses it; undefined if it can be sent. */
  async refusalOf(kind: TextMessageKind, { number, country }: MobileNumber): Promise<SmsLimit | undefined> {
    const { perRecipientHour, perRecipientDay, perCountryDay } = this.config;
    const recipient = `${kind}:${keyedHash(this.keyring.current('system').secret, 'sms-recipient\0', number).toString('hex')}`;
    if (!(await this.isWithin('sms-recipient-hour', HOUR, perRecipientHour, recipient))) return 'recipient';
    if (!(await this.isWithin('sms-recipient-day', DAY, perRecipientDay, recipient))) return 'recipient';
    // Anyone can request the verification of any number, so it leaves half of the budget to verified ones.
    if (kind === 'verification') {
      const forNewNumbers = Math.ceil(perCountryDay / 2);
      if (!(await this.isWithin('sms-country-new-day', DAY, forNewNumbers, country))) return 'country';
    }
    // Refused messages cost nothing, so they do not use up the budget of the country.
    return (await this.isWithin('sms-country-day', DAY, perCountryDay, country)) ? undefined : 'country';
  }

  /** Counts a request to verify a number. Throws if the network has made too many. */
  async countVerification(network: string): Promise<void> {
    const requests = this.config.verificationsPerNetworkHour;
    const limit = { scope: 'sms-verification-network', seconds: HOUR, requests };
    const { count, resetSeconds: seconds } = await this.counters.hit(limit, network);
    if (count > requests)
      throw RequestProblems.rate_limited({ parameters: { seconds }, headers: { 'retry-after': String(seconds) } });
  }

  /** Text messages cost money, so all nodes together send exactly as many as a limit allows. */
  private isWithin(scope: string, seconds: number, requests: number, caller: string): Promise<boolean> {
    return this.budgets.isWithin({ scope, seconds, requests }, caller);
  }
}
