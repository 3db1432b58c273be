import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import type { UserPrincipal } from '@platform/access/principal';
import { Events } from '@platform/events/events';
import { Transactions } from '@platform/persistence/transactions';
import { AuthProblems } from '../auth.errors';
import { PasswordChanged } from '../auth.events';
import { PasswordProof } from '../ways-in/password/password-proof';
import { SessionEnder } from '../sessions/session-ender';
import { CredentialRepository } from './credential.repository';
import type { ChangePasswordDto } from './password.dto';
import { PasswordHasher } from './password-hasher';
import { PasswordPolicy } from './password-policy';

@Injectable()
export class PasswordService {
  constructor(
    private readonly users: UserReader,
    private readonly proof: PasswordProof,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly credentials: CredentialRepository,
    private readonly sessions: SessionEnder,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async change(user: UserPrincipal, { currentPassword, newPassword }: ChangePasswordDto): Promise<void> {
    const me = (await this.users.me(user.userId, []))?.body;
    const accepted = this.policy.accept('/newPassword', newPassword, [me?.email, me?.username, me?.displayName]);
    const { stored, attempt } = await this.proof.check(user.userId, user.userId, currentPassword);
    await attempt.during(async () => {
      const hash = await this.hasher.hash(accepted);
      await this.transactions.run(async () => {
        // Of two changes at once, one proved a password that is no longer the current one.
        if (!(await this.credentials.replace(user.userId, stored, hash))) throw AuthProblems.wrong_credentials();
        await attempt.succeeded(user.userId);
        await this.events.publish(PasswordChanged.of({ subject: user.userId }));
        await this.sessions.all(user.userId, 'password_changed', user.sessionId);
      });
    });
    await this.sessions.everywhere();
  }
}
