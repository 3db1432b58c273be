import { Injectable } from '@nestjs/common';
import { UserReader, type Contact } from '@features/users';
import type { SessionPrincipal } from '@platform/access/principal';
import { AccessProblems, FieldErrors } from '@platform/errors/platform.errors';
import { Events } from '@platform/events/events';
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
    policy.guard(ChangePasswordDto, 'newPassword');
  }

  async change(user: SessionPrincipal, { currentPassword, newPassword }: ChangePasswordDto): Promise<void> {
    const contact = await this.users.contactOf(user.userId);
    const accepted = this.policy.accept('/newPassword', newPassword, [
      contact?.email,
      contact?.username,
      contact?.displayName,
    ]);
    if (currentPassword === undefined) await this.setFirst(user, contact, accepted);
    else await this.replace(user, currentPassword, accepted);
    await this.sessions.everywhere();
  }

  private async replace(user: SessionPrincipal, currentPassword: string, accepted: string): Promise<void> {
    // The password alone is not all such an account has: it may have been guessed at a device that is trusted.
    const hasSecond = (await this.factors.methodsOf(user.userId)).length > 0;
    if (hasSecond && !(await this.authenticator.hasSteppedUp(user))) throw AccessProblems.step_up_required();
    const { stored, attempt } = await this.passwordCheck.checkOwn(user, currentPassword);
    await attempt.during(async () => {
      const hash = await this.hasher.hash(accepted);
      await this.transactions.run(async () => {
        // Of two concurrent changes, the second has verified a password that is no longer current.
        if (!(await this.credentials.replace(user.userId, stored, hash))) throw AuthProblems.wrong_password();
        await attempt.succeeded();
        await this.tell(user);
      });
    });
  }

  /** Without a current password, the user must have completed step-up authentication recently. */
  private async setFirst(user: SessionPrincipal, contact: Contact | undefined, accepted: string): Promise<void> {
    if (await this.credentials.find(user.userId)) throw currentPasswordNeeded();
    if (!(await this.authenticator.hasSteppedUp(user))) throw AccessProblems.step_up_required();
    // A password without a username or email address cannot be used to sign in.
    if (!contact?.email && !contact?.username) throw AuthProblems.identifier_required();
    const hash = await this.hasher.hash(accepted);
    await this.transactions.run(async () => {
      await this.sessionLock.lock(user);
      if (!(await this.credentials.setFirst(user.userId, hash))) throw currentPasswordNeeded();
      await this.tell(user);
    });
  }

  private async tell({ userId, sessionId }: SessionPrincipal): Promise<void> {
    await this.events.publish(PasswordChanged.of({ subject: userId }));
    await this.sessions.all(userId, 'password_changed', sessionId);
  }
}

function currentPasswordNeeded() {
  return refusedField('/currentPassword', FieldErrors.required);
}
