import { Injectable } from '@nestjs/common';
import { EmailChanger, UserReader } from '@features/users';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { AttemptRepository } from '../throttling/attempt.repository';
import { SignInCredentials } from '../credentials/sign-in-credentials';
import { NewSignInNotice } from '../security-notices/new-sign-in-notice';
import { SecondFactors } from '../second-factor/second-factors';
import type { EndReason } from '../sessions/session.entity';
import { SessionEnder } from '../sessions/session-ender';

/** An owner who has been told that a second factor was set up, and has said nothing for so long, has it. */
const ESTABLISHED_MS = 7 * 24 * 3_600_000;

/**
 * The owner of an address comes to an account that carries it unproven. Whoever made the account may be somebody else
 * who waits for this: all there is to come in with is taken away, and every session ends. Where an administrator has
 * set the address, or doubted its proof, an account with a second factor keeps what it has: setting an address must not
 * be a way round that, and whoever shows it as well is who has been there before.
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
    private readonly networks: AttemptRepository,
    private readonly newSignIn: NewSignInNotice,
  ) {}

  /** In the transaction in which the owner has proven the address; `SessionEnder.everywhere` comes after it. */
  async takeOver(userId: string): Promise<void> {
    const keepsAll = (await this.users.hasEmailByAdmin(userId)) && (await this.asksForMore(userId));
    if (!keepsAll) {
      await this.signInCredentials.removeAll(userId);
      await this.shutOut(userId, 'given_up');
    }
    await this.emails.setVerified(userId, true);
  }

  /**
   * In the transaction in which somebody takes an account back: whoever had it may have added ways of their own. A
   * second factor of long before stays: it may be the former mailbox that is in the wrong hands.
   */
  async reclaim(userId: string, takenAt: Date): Promise<void> {
    await this.signInCredentials.removeAddedSince(userId, new Date(takenAt.getTime() - ESTABLISHED_MS));
    await this.shutOut(userId, 'email_change_undone');
  }

  /** Whoever has no more than the mailbox gets no further, and must not be able to take from the account what it has. */
  private async asksForMore(userId: string): Promise<boolean> {
    return (await this.factors.methodsOf(userId)).length > 0;
  }

  private async shutOut(userId: string, reason: EndReason): Promise<void> {
    await this.sessions.all(userId, reason);
    // Also where there was nothing to give up, and so no news of it that would end them.
    await this.oneTimeTokens.voidAllOf(userId);
    await this.networks.forgetNetworksOf(userId);
    await this.newSignIn.forget(userId);
  }
}
