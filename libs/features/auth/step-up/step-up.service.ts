import { Injectable } from '@nestjs/common';
import type { UserPrincipal } from '@platform/access/principal';
import { Events } from '@platform/events/events';
import { Transactions } from '@platform/persistence/transactions';
import { SteppedUp } from '../auth.events';
import { PasswordProof } from '../ways-in/password/password-proof';
import { SessionRepository } from '../sessions/session.repository';

@Injectable()
export class StepUpService {
  constructor(
    private readonly proof: PasswordProof,
    private readonly sessions: SessionRepository,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async stepUp({ userId, sessionId }: UserPrincipal, password: string): Promise<void> {
    const { attempt } = await this.proof.check(userId, userId, password);
    await attempt.during(() =>
      this.transactions.run(async () => {
        await attempt.succeeded(userId);
        await this.sessions.steppedUp(sessionId);
        await this.events.publish(SteppedUp.of({ subject: userId, facts: { sessionId } }));
      }),
    );
  }
}
