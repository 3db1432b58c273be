import { Injectable } from '@nestjs/common';
import type { NewUser } from '@features/users';
import { FieldErrors } from '@platform/errors/platform.errors';
import { ShapeRules } from '@platform/http/fields/shape-rules';
import type { UserId } from '@platform/ids/ids';
import { AuthConfig } from '../auth.config';
import { AuthProblems } from '../auth.errors';
import type { SignedInUser } from '../sign-in/sign-in-result';
import { NewAccounts } from '../sign-in/new-accounts';
import { CredentialRepository } from '../password/credential.repository';
import { PasswordHasher, type StoredHash } from '../password/password-hasher';
import { PasswordPolicy } from '../password/password-policy';
import type { Transport } from '../sessions/session.entity';
import { AccountDto, RegisterDto, type NewAccountDto } from './register.dto';
import { PendingRegistrations } from './pending-registrations';
import type { AcceptedTextDto } from '../sign-in/accepted-text.dto';
import { SignInChecks } from '../sign-in/sign-in-checks';

/** The data of a new account with a hashed password. */
export interface AcceptedAccount {
  readonly user: NewUser & { readonly email: string };
  readonly hash: StoredHash;
  readonly roles: readonly string[];
  readonly transport: Transport;
  /** The texts that the user has accepted. */
  readonly consents?: readonly AcceptedTextDto[] | undefined;
  /** Normalised. Only its hash is stored. */
  readonly password: string;
}

@Injectable()
export class RegistrationService {
  constructor(
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly credentials: CredentialRepository,
    private readonly accounts: NewAccounts,
    private readonly pending: PendingRegistrations,
    private readonly config: AuthConfig,
    private readonly checks: SignInChecks,
    rules: ShapeRules,
  ) {
    policy.applyTo(AccountDto, 'password', namesIn);
    policy.applyTo(RegisterDto, 'password', namesIn);
    rules.check(RegisterDto, 'password needed', (_given, sent) =>
      config.registration === 'open' && !sent.has('password')
        ? [{ pointer: '/password', code: FieldErrors.required }]
        : [],
    );
  }

  /** Returns undefined if the address must be verified first. The response does not reveal whether it is taken. */
  async register(input: RegisterDto): Promise<SignedInUser | undefined> {
    if (this.config.registration === 'closed') throw AuthProblems.registration_closed();
    const { password, ...names } = input;
    await this.checks.runWithoutAccount(input.consents);
    if (password === undefined) {
      await this.pending.request({ user: userOf(names), hash: null, consents: input.consents });
      return undefined;
    }
    const account = await this.accept({ ...names, password });
    if (this.config.registration === 'open') return this.create(account, async () => undefined);
    await this.pending.request(account);
    return undefined;
  }

  /** Validates the data of a new account. It hashes the password, so it must run outside of a transaction. */
  async accept(input: NewAccountDto, roles: readonly string[] = []): Promise<AcceptedAccount> {
    const { email, username, displayName, transport = 'body' } = input;
    const password = this.policy.accept('/password', input.password, [email, username, displayName]);
    const hash = await this.hasher.hash(password);
    return { user: userOf(input), hash, roles, transport, consents: input.consents, password };
  }

  /** `afterCreation` runs in the same transaction. */
  async create(
    { user, hash, roles, transport, consents }: Omit<AcceptedAccount, 'password'>,
    afterCreation: (userId: UserId) => Promise<void>,
  ): Promise<SignedInUser> {
    return this.accounts.open({ method: 'registration', user, roles, transport, consents }, async (userId) => {
      await this.credentials.set(userId, hash);
      await afterCreation(userId);
    });
  }
}

function userOf({ email, username, displayName, locale }: RegisterDto): AcceptedAccount['user'] {
  return { email, username, displayName, locale, by: 'user' };
}

/** The words that a password must not consist of. */
function namesIn({ email, username, displayName }: Partial<RegisterDto>) {
  return [email, username, displayName];
}
