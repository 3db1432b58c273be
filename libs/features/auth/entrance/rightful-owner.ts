import { Injectable } from '@nestjs/common';
import { EmailChanger, UserReader } from '@features/users';
import { HeldCredentials } from '../held-credentials';
import { SessionEnder } from '../sessions/session-ender';

/**
 * The owner of an address comes to an account that carries it unproven. Whoever made the account may be somebody else
 * who waits for this: all there is to come in with is taken away, and every session ends. Where an administrator has
 * set the address, or doubted its proof, the second factor stays: it was there before, and is not for them to remove.
 */
@Injectable()
export class RightfulOwner {
  constructor(
    private readonly held: HeldCredentials,
    private readonly sessions: SessionEnder,
    private readonly emails: EmailChanger,
    private readonly users: UserReader,
  ) {}

  /** In the transaction in which the owner has proven the address; `SessionEnder.everywhere` comes after it. */
  async takesOver(userId: string): Promise<void> {
    if (await this.users.hasEmailByAdmin(userId)) await this.held.giveUpAllButSecondFactor(userId);
    else await this.held.giveUpAll(userId);
    await this.sessions.all(userId, 'given_up');
    await this.emails.setVerified(userId, true);
  }
}
