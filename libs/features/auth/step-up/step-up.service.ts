import { Injectable } from '@nestjs/common';
import type { SessionPrincipal } from '@platform/access/principal';
import { Events } from '@platform/event-log/events';
import { refused } from '@platform/http/fields/refusals';
import { Transactions } from '@platform/persistence/transactions';
import { AuthFieldErrors } from '../auth.errors';
import { SteppedUp } from '../auth.events';
import type { Attempt } from '../throttling/login-throttle';
import { CredentialRepository } from '../password/credential.repository';
import { SecondFactorProblems } from '../second-factor/second-factor.errors';
import { SecondFactors } from '../second-factor/second-factors';
import { MfaChallenge, type PresentedFactor } from '../second-factor/challenge/mfa-challenge';
import { SessionRepository } from '../sessions/session.repository';
import { PasswordCheck } from '../password/password-check';
import type { StepUpDto } from './step-up.dto';

/** Step-up authentication requires the password and the second factor, as far as the account has them. */
@Injectable()
export class StepUpService {
  constructor(
    private readonly passwordCheck: PasswordCheck,
    private readonly credentials: CredentialRepository,
    private readonly factors: SecondFactors,
    private readonly challenge: MfaChallenge,
    private readonly sessions: SessionRepository,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async stepUp(user: SessionPrincipal, body: StepUpDto): Promise<void> {
    const { userId, sessionId } = user;
    const hasPassword = (await this.credentials.find(userId)) !== undefined;
    const hasSecond = (await this.factors.methodsOf(userId)).length > 0;
    if (!hasPassword && !hasSecond) throw SecondFactorProblems.step_up_unavailable();
    const { password, second } = requireFields(body, { hasPassword, hasSecond });
    const attempts: Attempt[] = [];
    if (password !== undefined) attempts.push((await this.passwordCheck.checkOwn(user, password)).attempt);
    if (second) attempts.push(await this.challenge.attempt(userId));
    await during(attempts, async () => {
      if (second && !(await this.challenge.mayTry(userId, second))) throw SecondFactorProblems.wrong_second_factor();
      await this.transactions.run(async () => {
        if (second && !(await this.challenge.use(userId, second))) throw SecondFactorProblems.wrong_second_factor();
        for (const attempt of attempts) await attempt.succeeded();
        await this.sessions.recordStepUp(sessionId);
        await this.events.publish(SteppedUp.of({ subject: userId, facts: { sessionId } }));
      });
    });
  }
}

/** Requires everything that the account has, and reports all missing fields at once. */
function requireFields(
  { password, method, code }: StepUpDto,
  { hasPassword, hasSecond }: { hasPassword: boolean; hasSecond: boolean },
): { readonly password?: string | undefined; readonly second?: PresentedFactor | undefined } {
  const second = method !== undefined && code !== undefined ? { method, code } : undefined;
  const faults = [
    ...(hasPassword && password === undefined
      ? [{ pointer: '/password', code: AuthFieldErrors.password_required }]
      : []),
    ...(hasSecond && !second ? [{ pointer: '/code', code: AuthFieldErrors.second_factor_required }] : []),
  ];
  if (faults.length > 0) throw refused(faults);
  return { ...(hasPassword && { password }), ...(hasSecond && { second }) };
}

async function during(attempts: readonly Attempt[], work: () => Promise<void>): Promise<void> {
  const [first, ...others] = attempts;
  return first ? first.during(() => during(others, work)) : work();
}
