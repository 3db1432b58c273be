import { Injectable } from '@nestjs/common';
import { EmailChanger } from '@features/users';
import { HeldCredentials } from '../held-credentials';
import { SessionEnder } from '../sessions/session-ender';

/**
 * The owner of an address comes to an account that carries it unproven. Whoever made the account may be somebody else
 * who waits for this: all there is to come in with is taken away, and every session ends.
 */
@Injectable()
export class RightfulOwner {
  constructor(
    private readonly held: HeldCredentials,
    private readonly sessions: SessionEnder,
    private readonly emails: EmailChanger,
  ) {}

  /** In the transaction in which the owner has proven the address; `SessionEnder.everywhere` comes after it. */
  async takesOver(userId: string): Promise<void> {
    await this.held.giveUpAll(userId);
    await this.sessions.all(userId, 'given_up');
    await this.emails.setVerified(userId, true);
  }
}
