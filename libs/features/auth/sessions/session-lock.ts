import { Injectable } from '@nestjs/common';
import { AccountStates } from '@features/users';
import type { SessionPrincipal } from '@platform/access/principal';
import { AccessProblems } from '@platform/errors/platform.errors';
import { SessionRepository } from './session.repository';

/**
 * Locks the session of a request that adds a credential. If the session is ended while the request runs, the request
 * must fail, because it may come from the attacker whose session was ended.
 */
@Injectable()
export class SessionLock {
  constructor(
    private readonly accounts: AccountStates,
    private readonly sessions: SessionRepository,
  ) {}

  /**
   * Must run first in the transaction. A concurrent revocation then either comes before the lock, or after the commit,
   * when it also affects what this transaction adds.
   */
  async lock({ userId, sessionId }: Pick<SessionPrincipal, 'userId' | 'sessionId'>): Promise<void> {
    await this.accounts.lockForCredentialChange(userId);
    if (!(await this.sessions.lock(sessionId))?.isAlive) throw AccessProblems.session_ended();
  }
}
