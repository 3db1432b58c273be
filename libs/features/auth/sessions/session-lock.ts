import { Injectable } from '@nestjs/common';
import { AccountStates } from '@features/users';
import type { SessionPrincipal } from '@platform/access/principal';
import { AccessProblems } from '@platform/errors/platform.errors';
import { SessionRepository } from './session.repository';

/**
 * For whatever gives an account one more thing to come in with. A request whose session was ended while it was under
 * way must leave nothing behind: it may be the very reason why the session was ended.
 */
@Injectable()
export class SessionLock {
  constructor(
    private readonly accounts: AccountStates,
    private readonly sessions: SessionRepository,
  ) {}

  /** First in the transaction. Held from here on: sessions end either before, or after what is done now, with it. */
  async lock({ userId, sessionId }: Pick<SessionPrincipal, 'userId' | 'sessionId'>): Promise<void> {
    await this.accounts.lock(userId);
    if (!(await this.sessions.holdAlive(sessionId))) throw AccessProblems.session_ended();
  }
}
