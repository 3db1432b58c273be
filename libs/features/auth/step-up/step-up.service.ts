import { Injectable } from '@nestjs/common';
import type { SessionPrincipal } from '@platform/access/principal';
import { Events } from '@platform/events/events';
import { refusedField } from '@platform/http/fields/refusals';
import { Transactions } from '@platform/persistence/transactions';
import { AuthFieldErrors } from '../auth.errors';
import { SteppedUp } from '../auth.events';
import type { Attempt } from '../brake/guess-brake';
import { CredentialRepository } from '../password/credential.repository';
import { SecondFactorProblems } from '../second-factor/second-factor.errors';
import { SecondFactors } from '../second-factor/second-factors';
import { SecondStep, type Shown } from '../second-factor/second-step';
import { SessionRepository } from '../sessions/session.repository';
import { PasswordProof } from '../ways-in/password/password-proof';
import type { StepUpDto } from './step-up.dto';

/** All that the account has must be shown: the password where there is one, and the second factor where there is one. */
@Injectable()
export class StepUpService {
  constructor(
    private readonly proof: PasswordProof,
    private readonly credentials: CredentialRepository,
    private readonly factors: SecondFactors,
    private readonly secondStep: SecondStep,
    private readonly sessions: SessionRepository,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async stepUp({ userId, sessionId }: SessionPrincipal, given: StepUpDto): Promise<void> {
    const hasPassword = (await this.credentials.find(userId)) !== undefined;
    const hasSecond = (await this.factors.methodsOf(userId)).length > 0;
    if (!hasPassword && !hasSecond) throw SecondFactorProblems.nothing_to_step_up_with();
    const second = hasSecond ? shownIn(given) : undefined;
    const attempts: Attempt[] = [];
    if (hasPassword) attempts.push(await this.provePassword(userId, given.password));
    if (second) attempts.push(await this.secondStep.attempt(userId));
    await during(attempts, () =>
      this.transactions.run(async () => {
        if (second && !(await this.secondStep.use(userId, second))) throw SecondFactorProblems.wrong_second_factor();
        for (const attempt of attempts) await attempt.succeeded();
        await this.sessions.steppedUp(sessionId);
        await this.events.publish(SteppedUp.of({ subject: userId, facts: { sessionId } }));
      }),
    );
  }

  private async provePassword(userId: string, password: string | undefined): Promise<Attempt> {
    if (password === undefined) throw refusedField('/password', AuthFieldErrors.password_needed);
    return (await this.proof.checkOwn(userId, password)).attempt;
  }
}

function shownIn({ method, code }: StepUpDto): Shown {
  if (method === undefined || code === undefined) throw refusedField('/code', AuthFieldErrors.second_factor_needed);
  return { method, code };
}

async function during(attempts: readonly Attempt[], work: () => Promise<void>): Promise<void> {
  const [first, ...others] = attempts;
  return first ? first.during(() => during(others, work)) : work();
}
