import { Injectable } from '@nestjs/common';
import { UserReader, UserRegistrar } from '@features/users';
import { actingUserProven } from '@platform/context/work-context';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Transactions } from '@platform/persistence/transactions';
import { AuthConfig } from '../auth.config';
import { AuthProblems } from '../auth.errors';
import type { SignedInUser } from '../login/login.service';
import { CredentialRepository } from '../password/credential.repository';
import { PasswordHasher } from '../password/password-hasher';
import { PasswordPolicy } from '../password/password-policy';
import { SessionOpener } from '../sessions/session-opener';
import type { RegisterDto } from './register.dto';

@Injectable()
export class RegistrationService {
  constructor(
    private readonly registrar: UserRegistrar,
    private readonly users: UserReader,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly credentials: CredentialRepository,
    private readonly opener: SessionOpener,
    private readonly transactions: Transactions,
    private readonly config: AuthConfig,
  ) {}

  async register(given: RegisterDto): Promise<SignedInUser> {
    if (this.config.registration === 'closed') throw AuthProblems.registration_closed();
    return this.create(given, [], async () => undefined);
  }

  /** `alongside` belongs to the same transaction: whatever makes this account more than an ordinary one. */
  async create(
    given: RegisterDto,
    roles: readonly string[],
    alongside: (userId: string) => Promise<void>,
  ): Promise<SignedInUser> {
    const { email, username, displayName, locale, transport = 'body' } = given;
    const password = this.policy.accept('/password', given.password, [email, username, displayName]);
    // Before anything is asked of the database: a transaction around this must not wait for a hash.
    const hash = await this.hasher.hash(password);
    const draft = await this.registrar.prepare({ email, username, displayName, locale, by: 'user' });
    actingUserProven(draft.id);
    try {
      const tokens = await this.transactions.run(async () => {
        await this.registrar.create(draft);
        await this.credentials.set(draft.id, hash);
        await alongside(draft.id);
        return this.opener.open(draft.id, roles, transport);
      });
      const me = await this.users.me(draft.id, roles);
      if (!me) throw RequestProblems.not_found();
      return { tokens, user: me.body };
    } catch (error) {
      await this.registrar.abandonRefused(draft, error);
      throw error;
    }
  }
}
