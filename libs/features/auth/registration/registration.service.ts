import { Injectable } from '@nestjs/common';
import { UserReader, UserRegistrar, type NewUser } from '@features/users';
import { actingUserProven } from '@platform/context/work-context';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Transactions } from '@platform/persistence/transactions';
import { AuthConfig } from '../auth.config';
import { AuthProblems } from '../auth.errors';
import type { SignedInUser } from '../ways-in/password/login.service';
import { CredentialRepository } from '../password/credential.repository';
import { PasswordHasher, type StoredHash } from '../password/password-hasher';
import { PasswordPolicy } from '../password/password-policy';
import { SessionOpener } from '../sessions/session-opener';
import type { Transport } from '../sessions/session.entity';
import type { RegisterDto } from './register.dto';
import { PendingRegistrations } from './pending-registrations';

/** What an account is made of, once the password has been hashed. */
export interface NewAccount {
  readonly user: NewUser;
  readonly hash: StoredHash;
  readonly roles: readonly string[];
  readonly transport: Transport;
  /** Normalised; nothing of it is kept but its hash. */
  readonly password: string;
}

@Injectable()
export class RegistrationService {
  constructor(
    private readonly registrar: UserRegistrar,
    private readonly users: UserReader,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly credentials: CredentialRepository,
    private readonly opener: SessionOpener,
    private readonly pending: PendingRegistrations,
    private readonly transactions: Transactions,
    private readonly config: AuthConfig,
  ) {}

  /** Undefined when the address has to be proven first: then nobody learns here whether it is taken. */
  async register(given: RegisterDto): Promise<SignedInUser | undefined> {
    if (this.config.registration === 'closed') throw AuthProblems.registration_closed();
    const account = await this.accept(given);
    if (this.config.registration === 'open') return this.create(account, async () => undefined);
    await this.pending.ask(account);
    return undefined;
  }

  /** Refuses what no account can be made of. A transaction around what follows must not wait for a hash. */
  async accept(given: RegisterDto, roles: readonly string[] = []): Promise<NewAccount> {
    const { email, username, displayName, locale, transport = 'body' } = given;
    const password = this.policy.accept('/password', given.password, [email, username, displayName]);
    const hash = await this.hasher.hash(password);
    return { user: { email, username, displayName, locale, by: 'user' }, hash, roles, transport, password };
  }

  /** `alongside` belongs to the same transaction: whatever makes this account more than an ordinary one. */
  async create(
    { user, hash, roles, transport }: Omit<NewAccount, 'password'>,
    alongside: (userId: string) => Promise<void>,
  ): Promise<SignedInUser> {
    const draft = await this.registrar.prepare(user);
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
