import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PhoneChanged, VerifiedPhones } from '@features/users';
import { currentWork } from '@platform/context/work-context';
import { Events } from '@platform/event-log/events';
import type { UserId } from '@platform/ids/ids';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { SignInCredentials, type CredentialKind } from '../../credentials/sign-in-credentials';
import { SessionEnder } from '../../sessions/session-ender';
import { RecoveryCodes } from '../recovery-codes/recovery-codes';
import { SmsFactorDisabled } from '../second-factor.events';
import { SECOND_FACTOR_CODE } from '../second-factor.one-time';
import { SecondFactors, type PrimaryFactor } from '../second-factors';
import { SmsFactorRepository } from './sms-factor.repository';

/** The number that a code was sent to, in E.164. */
export interface SmsCodePayload {
  readonly number: string;
}

/** Codes that are sent to the verified phone number of the account. */
@Injectable()
export class SmsFactor implements PrimaryFactor, CredentialKind, OnModuleInit {
  readonly method = 'sms';
  readonly name = 'sms';

  constructor(
    factors: SecondFactors,
    signInCredentials: SignInCredentials,
    private readonly repository: SmsFactorRepository,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly phones: VerifiedPhones,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly sessions: SessionEnder,
    private readonly events: Events,
  ) {
    factors.register(this);
    signInCredentials.register(this);
  }

  onModuleInit(): void {
    this.events.inTransaction({
      name: 'auth.phone-of-sms-factor',
      on: (type) => type === PhoneChanged.type,
      handle: async ({ subject }) => {
        if (subject !== null && (await this.isSetUp(subject))) await this.followPhone(subject);
      },
    });
  }

  /** The factor ends with the number. With a new number, the other sessions have not proved the factor. */
  private async followPhone(userId: UserId): Promise<void> {
    if (!(await this.phones.find(userId))) return this.removeAllFor(userId);
    const principal = currentWork()?.principal;
    const current = principal?.kind === 'user' ? principal.sessionId : undefined;
    await this.sessions.all(userId, 'second_factor_changed', current);
  }

  async isSetUp(userId: UserId): Promise<boolean> {
    return (await this.repository.find(userId)) !== undefined;
  }

  mayTry(userId: UserId): Promise<boolean> {
    return this.oneTimeTokens.mayTryCode(SECOND_FACTOR_CODE, userId);
  }

  async use(userId: UserId, code: string): Promise<boolean> {
    if (!(await this.isSetUp(userId))) return false;
    const found = await this.oneTimeTokens.findTried<SmsCodePayload>(SECOND_FACTOR_CODE, { holder: userId, code });
    // A code proves nothing about a number that replaced the one it was sent to.
    if (!found || (await this.phones.find(userId))?.number !== found.payload.number) return false;
    return this.oneTimeTokens.use(found);
  }

  remove(userId: UserId): Promise<boolean> {
    return this.repository.remove(userId);
  }

  /** Codes by text message are only a second factor here; `sms-sign-in` needs no set-up. */
  async countMethods(): Promise<number> {
    return 0;
  }

  async removeAllFor(userId: UserId): Promise<void> {
    if (!(await this.remove(userId))) return;
    await this.recoveryCodes.removeAfterLast(userId);
    await this.events.publish(SmsFactorDisabled.of({ subject: userId }));
  }

  async removeAddedSince(userId: UserId, moment: Date): Promise<void> {
    const factor = await this.repository.find(userId);
    if (factor && factor.createdAt > moment) await this.removeAllFor(userId);
  }
}
