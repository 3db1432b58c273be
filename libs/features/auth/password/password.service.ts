import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import type { SessionPrincipal } from '@platform/access/principal';
import { AccessProblems, FieldErrors } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { Authenticator } from '@platform/http/access/authenticator';
import { refusedField } from '@platform/http/fields/refusals';
import { Transactions } from '@platform/persistence/transactions';
import { AuthProblems } from '../auth.errors';
import { PasswordChanged } from '../auth.events';
import { PasswordCheck } from './password-check';
import { SecondFactors } from '../second-factor/second-factors';
import { SessionLock } from '../sessions/session-lock';
import { SessionEnder } from '../sessions/session-ender';
import { CredentialRepository } from './credential.repository';
import { ChangePasswordDto } from './password.dto';
import { PasswordHasher } from './password-hasher';
import { PasswordPolicy } from './password-policy';

@Injectable()
export class PasswordService {
  constructor(
    private readonly users: UserReader,
    private readonly authenticator: Authenticator,
    private readonly passwordCheck: PasswordCheck,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly credentials: CredentialRepository,
    private readonly factors: SecondFactors,
    private readonly sessionLock: SessionLock,
    private readonly sessions: SessionEnder,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {
    policy.applyTo(ChangePasswordDto, 'newPassword');
  }

  async change(user: SessionPrincipal, { currentPassword, newPassword }: ChangePasswordDto): Promise<void> {
    const contact = await this.users.contactOf(user.userId);
    const accepted = this.policy.accept('/newPassword', newPassword, [
      contact?.email,
      contact?.username,
      contact?.displayName,
    ]);
    if (currentPassword === undefined) await this.setFirst(user, accepted);
    else await this.replace(user, currentPassword, accepted);
    await this.sessions.untilAllNodesKnow();
  }

  private async replace(user: SessionPrincipal, currentPassword: string, accepted: string): Promise<void> {
    await this.requireSecondFactor(user);
    const { stored, attempt } = await this.passwordCheck.checkOwn(user, currentPassword);
    await attempt.during(async () => {
      const hash = await this.hasher.hash(accepted);
      await this.transactions.run(async () => {
        await this.sessionLock.lock(user);
        // A second factor may have been set up while the passwords were hashed.
        await this.requireSecondFactor(user);
        // Of two concurrent changes, the second has verified a password that is no longer current.
        if (!(await this.credentials.replace(user.userId, stored, hash))) throw AuthProblems.wrong_password();
        await attempt.succeeded();
        await this.publishAndEndOtherSessions(user);
      });
    });
  }

  /** An account with a second factor needs more than its password, which may have been guessed on a trusted device. */
  private async requireSecondFactor(user: SessionPrincipal): Promise<void> {
    if ((await this.factors.methodsOf(user.userId)).length === 0) return;
    if (!(await this.authenticator.hasSteppedUp(user))) throw AccessProblems.step_up_required();
  }

  /** Without a current password, the user must have completed step-up authentication recently. */
  private async setFirst(user: SessionPrincipal, accepted: string): Promise<void> {
    if (await this.credentials.find(user.userId)) throw currentPasswordNeeded();
    if (!(await this.authenticator.hasSteppedUp(user))) throw AccessProblems.step_up_required();
    await this.requireIdentifier(user);
    const hash = await this.hasher.hash(accepted);
    await this.transactions.run(async () => {
      await this.sessionLock.lock(user);
      await this.requireIdentifier(user);
      if (!(await this.credentials.setFirst(user.userId, hash))) throw currentPasswordNeeded();
      await this.publishAndEndOtherSessions(user);
    });
  }

  /** A password without a username or email address cannot be used to sign in. */
  private async requireIdentifier({ userId }: SessionPrincipal): Promise<void> {
    const { hasEmail, hasUsername } = await this.users.namesOf(userId);
    if (!hasEmail && !hasUsername) throw AuthProblems.identifier_required();
  }

  private async publishAndEndOtherSessions({ userId, sessionId }: SessionPrincipal): Promise<void> {
    await this.events.publish(PasswordChanged.of({ subject: userId }));
    await this.sessions.all(userId, 'password_changed', sessionId);
  }
}

function currentPasswordNeeded() {
  return refusedField('/currentPassword', FieldErrors.required);
}
