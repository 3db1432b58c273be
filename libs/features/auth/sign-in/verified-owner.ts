import { Injectable } from '@nestjs/common';
import { EmailChanger, UserReader } from '@features/users';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import type { UserId } from '@platform/ids/ids';
import { LoginThrottle } from '../throttling/login-throttle';
import { SignInCredentials } from '../credentials/sign-in-credentials';
import { NewSignInNotice } from '../security-notices/new-sign-in-notice';
import { SecondFactors } from '../second-factor/second-factors';
import type { EndReason } from '../sessions/session.entity';
import { SessionEnder } from '../sessions/session-ender';

/** A second factor counts as the owner's if the owner was notified of it and did not object for this long. */
const ESTABLISHED_MS = 7 * 24 * 3_600_000;

/**
 * The verified owner of an address signs in to an account where the address is unverified. Another person may have
 * created that account in advance (pre-hijacking), so all credentials are removed and all sessions end. If an
 * administrator has set the address or its verification, an account with a second factor keeps its credentials and
 * requires the second factor: setting an address must not bypass it.
 */
@Injectable()
export class VerifiedOwner {
  constructor(
    private readonly signInCredentials: SignInCredentials,
    private readonly factors: SecondFactors,
    private readonly sessions: SessionEnder,
    private readonly emails: EmailChanger,
    private readonly users: UserReader,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly throttle: LoginThrottle,
    private readonly newSignIn: NewSignInNotice,
  ) {}

  /** Must run in the transaction that verifies the address. Call `SessionEnder.untilAllNodesKnow` afterwards. */
  async takeOver(userId: UserId): Promise<void> {
    const keepsAll = (await this.users.hasEmailByAdmin(userId)) && (await this.hasSecondFactor(userId));
    if (!keepsAll) {
      await this.signInCredentials.removeAll(userId);
      await this.revokeAccess(userId, 'given_up');
    }
    await this.emails.setVerified(userId, true);
  }

  /**
   * Must run in the transaction that undoes an email change: the attacker may have added credentials. An older second
   * factor stays, because the previous mailbox may be the compromised one.
   */
  async reclaim(userId: UserId, takenAt: Date): Promise<void> {
    await this.signInCredentials.removeAddedSince(userId, new Date(takenAt.getTime() - ESTABLISHED_MS));
    await this.revokeAccess(userId, 'email_change_undone');
  }

  /** A user who only has access to the mailbox is not signed in, and must not be able to remove credentials. */
  private async hasSecondFactor(userId: UserId): Promise<boolean> {
    return (await this.factors.methodsOf(userId)).length > 0;
  }

  private async revokeAccess(userId: UserId, reason: EndReason): Promise<void> {
    await this.sessions.all(userId, reason);
    // Tokens are also invalidated if no credential was removed, because then no event does it.
    await this.oneTimeTokens.voidAllOf(userId);
    await this.throttle.forgetNetworksOf(userId);
    await this.newSignIn.forget(userId);
  }
}
