import { Injectable } from '@nestjs/common';
import { Anonymity, SessionEnder, SessionLock } from '@features/auth';
import { AppName } from '@features/mail';
import { UserLanguage, VerifiedPhones } from '@features/users';
import type { SessionPrincipal } from '@platform/access/principal';
import { currentWork } from '@platform/context/work-context';
import type { UserId } from '@platform/ids/ids';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { Transactions } from '@platform/persistence/transactions';
import { CodeSender } from '@platform/sms/code-sender';
import { TextMessageLimits } from '@platform/sms/text-message-limits';
import { TextMessages } from '@platform/sms/text-messages';
import { FALLBACK_LANGUAGE } from '@platform/text/nearest-language.rule';
import { RecoveryProblems } from '../recovery.errors';
import { NEW_PHONE } from '../recovery.one-time';
import type { OwnPhoneDto } from './phone.dto';

interface CodePayload {
  /** The new number, in E.164. */
  readonly number: string;
}

/** Sets the phone number of an account once its user has confirmed the code that was sent to it. */
@Injectable()
export class PhoneVerificationService {
  constructor(
    private readonly phones: VerifiedPhones,
    private readonly languages: UserLanguage,
    private readonly anonymity: Anonymity,
    private readonly sessions: SessionEnder,
    private readonly sessionLock: SessionLock,
    private readonly messages: TextMessages,
    private readonly limits: TextMessageLimits,
    private readonly codes: CodeSender,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly app: AppName,
    private readonly transactions: Transactions,
  ) {}

  async read(userId: UserId): Promise<OwnPhoneDto> {
    const [phone, pending] = await Promise.all([
      this.phones.find(userId),
      this.oneTimeTokens.pendingOf<CodePayload>(NEW_PHONE, userId),
    ]);
    return {
      number: phone?.number ?? null,
      verifiedAt: phone?.verifiedAt.toISOString() ?? null,
      pending: pending ? { number: pending.payload.number, expiresAt: pending.expiresAt.toISOString() } : null,
    };
  }

  /** Several accounts can have one number, so the answer reveals nothing about other accounts. */
  async request({ userId, sessionId }: SessionPrincipal, typed: string): Promise<void> {
    const to = this.messages.recipientOf(typed, '/number');
    // Anyone can have any number of anonymous accounts, and each text message costs money.
    if (await this.anonymity.isAnonymous(userId)) throw RecoveryProblems.anonymous_account();
    await this.limits.countVerification(currentWork()?.origin?.network ?? 'local');
    const language = (await this.languages.of(userId)) ?? FALLBACK_LANGUAGE;
    await this.transactions.run(async () => {
      await this.sessionLock.lock({ userId, sessionId });
      const payload: CodePayload = { number: to.number };
      const bound = { holder: userId, userId, sessionId, payload };
      await this.codes.send({ kind: NEW_PHONE, purpose: 'verification', to, app: this.app.text, language, ...bound });
    });
  }

  async confirm({ userId, sessionId }: SessionPrincipal, code: string): Promise<void> {
    const found = await this.oneTimeTokens.find<CodePayload>(NEW_PHONE, { holder: userId, code });
    if (!found) throw OneTimeProblems.not_valid();
    await this.transactions.run(async () => {
      await this.sessionLock.lock({ userId, sessionId });
      if (!(await this.oneTimeTokens.use(found))) throw OneTimeProblems.not_valid();
      await this.phones.set(userId, found.payload.number);
    });
    // Other sessions end if the number is the second factor.
    await this.sessions.untilAllNodesKnow();
  }

  async remove({ userId, sessionId }: SessionPrincipal): Promise<void> {
    await this.transactions.run(async () => {
      await this.sessionLock.lock({ userId, sessionId });
      await this.oneTimeTokens.withdraw(NEW_PHONE, userId);
      await this.phones.remove(userId);
    });
  }
}
