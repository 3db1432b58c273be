import { Injectable } from '@nestjs/common';
import type { UserPrincipal } from '@platform/access/principal';
import { Anonymity } from '../anonymous/anonymity';
import { AuthConfig } from '../auth.config';
import { SecondFactors } from '../second-factor/second-factors';
import { SessionRepository } from '../sessions/session.repository';

/** Checks whether a session has completed a sign-in or step-up authentication recently. */
@Injectable()
export class RecentStepUp {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly anonymity: Anonymity,
    private readonly factors: SecondFactors,
    private readonly config: AuthConfig,
  ) {}

  async of({ userId, sessionId }: Pick<UserPrincipal, 'userId' | 'sessionId'>): Promise<boolean> {
    if (sessionId === undefined) return false;
    if (await this.sessions.hasSteppedUp(sessionId, this.config.stepUpMinutes)) return true;
    // An anonymous account has only its session, so it cannot prove more, unless it has a second factor.
    return (await this.anonymity.isAnonymous(userId)) && (await this.factors.methodsOf(userId)).length === 0;
  }
}
