import { Injectable } from '@nestjs/common';
import { AppName } from '@features/mail';
import { UserLanguage, VerifiedPhones, type VerifiedPhone } from '@features/users';
import type { SessionPrincipal } from '@platform/access/principal';
import { Events } from '@platform/event-log/events';
import type { SessionId, UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { mobileNumberOf } from '@platform/phone/mobile-number.rule';
import { CodeSender } from '@platform/sms/code-sender';
import { SmsProblems } from '@platform/sms/sms.errors';
import { TextMessages } from '@platform/sms/text-messages';
import { FALLBACK_LANGUAGE } from '@platform/text/nearest-language.rule';
import { AuthConfig } from '../../auth.config';
import { SessionEnder } from '../../sessions/session-ender';
import { SessionLock } from '../../sessions/session-lock';
import { MfaChallenge } from '../challenge/mfa-challenge';
import { RecoveryCodes } from '../recovery-codes/recovery-codes';
import { SecondFactorProblems } from '../second-factor.errors';
import { SmsFactorDisabled, SmsFactorEnabled } from '../second-factor.events';
import { SECOND_FACTOR_CODE } from '../second-factor.one-time';
import { SmsFactor, type SmsCodePayload } from './sms-factor';
import { SmsFactorRepository } from './sms-factor.repository';

@Injectable()
export class SmsFactorService {
  constructor(
    private readonly factor: SmsFactor,
    private readonly repository: SmsFactorRepository,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly challenge: MfaChallenge,
    private readonly phones: VerifiedPhones,
    private readonly languages: UserLanguage,
    private readonly messages: TextMessages,
    private readonly codes: CodeSender,
    private readonly sessionLock: SessionLock,
    private readonly sessions: SessionEnder,
    private readonly app: AppName,
    private readonly config: AuthConfig,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async enable({ userId, sessionId }: SessionPrincipal): Promise<{ recoveryCodes: string[] }> {
    if (this.config.smsSecondFactor === 'off' || !this.messages.areOn) throw SmsProblems.off();
    const recoveryCodes = await this.transactions.run(async () => {
      // The lock makes concurrent sign-ins that saw no second factor start again.
      await this.sessionLock.lock({ userId, sessionId });
      if (!(await this.phones.find(userId))) throw SecondFactorProblems.no_verified_phone();
      if (!(await this.repository.add(userId))) throw SecondFactorProblems.sms_already_enabled();
      await this.events.publish(SmsFactorEnabled.of({ subject: userId }));
      // The other sessions were opened without a second factor.
      await this.sessions.all(userId, 'second_factor_on', sessionId);
      return this.recoveryCodes.create(userId);
    });
    await this.sessions.untilAllNodesKnow();
    return { recoveryCodes };
  }

  async disable({ userId, sessionId }: SessionPrincipal): Promise<void> {
    await this.transactions.run(async () => {
      await this.sessionLock.lock({ userId, sessionId });
      if (!(await this.factor.remove(userId))) throw SecondFactorProblems.sms_not_enabled();
      await this.recoveryCodes.removeAfterLast(userId);
      await this.events.publish(SmsFactorDisabled.of({ subject: userId }));
    });
  }

  /** Sends a code for an MFA challenge, which only someone who has passed the first factor has. */
  async sendForSignIn(mfaToken: string): Promise<void> {
    await this.send(await this.challenge.userOf(mfaToken));
  }

  /** Sends a code for step-up authentication. It expires with the session. */
  async sendForStepUp({ userId, sessionId }: SessionPrincipal): Promise<void> {
    await this.send(userId, sessionId);
  }

  private async send(userId: UserId, sessionId?: SessionId): Promise<void> {
    if (!this.messages.areOn) throw SmsProblems.off();
    const phone = (await this.factor.isSetUp(userId)) ? await this.phones.find(userId) : undefined;
    if (!phone) throw SecondFactorProblems.sms_not_enabled();
    const language = (await this.languages.of(userId)) ?? FALLBACK_LANGUAGE;
    await this.transactions.run(() => this.sendTo(phone, language, userId, sessionId));
  }

  private async sendTo({ number }: VerifiedPhone, language: string, userId: UserId, sessionId?: SessionId) {
    const to = mobileNumberOf(number);
    if (!to) return;
    const payload: SmsCodePayload = { number };
    const bound = { holder: userId, userId, sessionId, payload };
    await this.codes.send({
      kind: SECOND_FACTOR_CODE,
      purpose: 'second-factor',
      to,
      app: this.app.text,
      language,
      ...bound,
    });
  }
}
