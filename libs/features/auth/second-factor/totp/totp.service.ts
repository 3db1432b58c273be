import { Injectable } from '@nestjs/common';
import { AppName } from '@features/mail';
import { UserReader } from '@features/users';
import type { SessionPrincipal } from '@platform/access/principal';
import { Events } from '@platform/event-log/events';
import { Transactions } from '@platform/persistence/transactions';
import { SessionLock } from '../../sessions/session-lock';
import { SessionEnder } from '../../sessions/session-ender';
import { RecoveryCodes } from '../recovery-codes/recovery-codes';
import { SecondFactorProblems } from '../second-factor.errors';
import { TotpDisabled, TotpEnabled } from '../second-factor.events';
import { MfaChallenge } from '../challenge/mfa-challenge';
import { newTotpSecret, totpUri } from './totp-code.rule';
import { TotpFactor } from './totp-factor';
import { TotpRepository } from './totp.repository';

@Injectable()
export class TotpService {
  constructor(
    private readonly users: UserReader,
    private readonly sessionLock: SessionLock,
    private readonly factor: TotpFactor,
    private readonly totps: TotpRepository,
    private readonly codes: RecoveryCodes,
    private readonly challenge: MfaChallenge,
    private readonly sessions: SessionEnder,
    private readonly app: AppName,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  /** The app is not active until its first code has been confirmed. */
  async begin({ userId, sessionId }: SessionPrincipal): Promise<{ secret: string; uri: string }> {
    const contact = await this.users.contactOf(userId);
    const secret = newTotpSecret();
    await this.transactions.run(async () => {
      await this.sessionLock.lock({ userId, sessionId });
      if (!(await this.factor.begin(userId, secret))) throw SecondFactorProblems.totp_already_enabled();
    });
    return { secret, uri: totpUri(secret, this.app.text, contact?.email ?? contact?.username ?? userId) };
  }

  async confirm(user: SessionPrincipal, code: string): Promise<{ recoveryCodes: string[] }> {
    const { userId, sessionId } = user;
    const attempt = await this.challenge.attemptSetup(user);
    const recoveryCodes = await attempt.during(() =>
      this.transactions.run(async () => {
        // The lock makes concurrent sign-ins that saw no second factor start again.
        await this.sessionLock.lock({ userId, sessionId });
        const stored = await this.totps.find(userId);
        if (!stored) throw SecondFactorProblems.totp_not_enabled();
        if (stored.confirmedAt) throw SecondFactorProblems.totp_already_enabled();
        if (!(await this.factor.useUnconfirmed(userId, code))) throw SecondFactorProblems.wrong_second_factor();
        await this.totps.confirm(userId);
        await attempt.succeeded();
        await this.events.publish(TotpEnabled.of({ subject: userId }));
        // The other sessions were opened without a second factor.
        await this.sessions.all(userId, 'second_factor_on', sessionId);
        return this.codes.create(userId);
      }),
    );
    await this.sessions.untilAllNodesKnow();
    return { recoveryCodes };
  }

  async remove({ userId, sessionId }: SessionPrincipal): Promise<void> {
    await this.transactions.run(async () => {
      await this.sessionLock.lock({ userId, sessionId });
      if (!(await this.factor.remove(userId))) throw SecondFactorProblems.totp_not_enabled();
      await this.codes.removeAfterLast(userId);
      await this.events.publish(TotpDisabled.of({ subject: userId }));
    });
  }
}
