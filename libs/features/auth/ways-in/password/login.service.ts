import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import { actingUserProven } from '@platform/context/work-context';
import { RequestProblems } from '@platform/errors/platform.errors';
import { refusedField } from '@platform/http/fields/refusals';
import { Transactions } from '@platform/persistence/transactions';
import { AuthFieldErrors, AuthProblems } from '../../auth.errors';
import { CredentialRepository } from '../../password/credential.repository';
import { PasswordHasher } from '../../password/password-hasher';
import { normalisePassword } from '../../password/password-policy.rule';
import { RoleHolders } from '../../roles/role-holders.repository';
import { SessionOpener, type IssuedTokens } from '../../sessions/session-opener';
import type { LoginDto } from './login.dto';
import { PasswordProof, type Proof } from './password-proof';
import type { MeDto } from '@features/users';

export interface SignedInUser {
  readonly tokens: IssuedTokens;
  readonly user: MeDto;
}

@Injectable()
export class LoginService {
  constructor(
    private readonly users: UserReader,
    private readonly proof: PasswordProof,
    private readonly credentials: CredentialRepository,
    private readonly hasher: PasswordHasher,
    private readonly holders: RoleHolders,
    private readonly opener: SessionOpener,
    private readonly transactions: Transactions,
  ) {}

  async signIn({ email, username, password, transport = 'body' }: LoginDto): Promise<SignedInUser> {
    if ((email === undefined) === (username === undefined)) {
      throw refusedField('/email', AuthFieldErrors.one_of_email_or_username);
    }
    const userId = await this.users.findId({ email, username });
    const proof = await this.proof.check(email ?? username ?? '', userId, password);
    actingUserProven(proof.userId);
    return proof.attempt.during(() => this.enter(proof, password, transport));
  }

  private async enter(proof: Proof, password: string, transport: 'body' | 'cookie'): Promise<SignedInUser> {
    const roles = await this.holders.rolesOf(proof.userId);
    const tokens =
      (await this.openSession(proof, password, roles, transport)) ??
      // Another sign-in may just have hashed the same password anew: two at once must both come in.
      (await this.openSession(await this.proof.again(proof, password), password, roles, transport));
    if (!tokens) throw AuthProblems.wrong_credentials();
    const me = await this.users.me(proof.userId, roles);
    if (!me) throw RequestProblems.not_found();
    return { tokens, user: me.body };
  }

  /** Undefined when the password has been changed since it was proven: then nothing has been. */
  private async openSession(
    proof: Proof,
    password: string,
    roles: readonly string[],
    transport: 'body' | 'cookie',
  ): Promise<IssuedTokens | undefined> {
    const isOutdated = this.hasher.isOutdated(proof.stored);
    const upgraded = isOutdated ? await this.hasher.hash(normalisePassword(password)) : undefined;
    return this.transactions.run(async () => {
      await this.refuseClosed(proof);
      const stands = upgraded
        ? await this.credentials.upgrade(proof.userId, proof.stored, upgraded)
        : await this.credentials.holdSame(proof.userId, proof.stored);
      if (!stands) return undefined;
      await proof.attempt.succeeded(proof.userId);
      return this.opener.open(proof.userId, roles, transport);
    });
  }

  /** Held while the session is opened: a suspension comes either before, or ends this session too. */
  private async refuseClosed({ userId }: Proof): Promise<void> {
    const state = await this.users.holdState(userId);
    if (state === undefined) throw AuthProblems.wrong_credentials();
    if (state !== 'active') throw AuthProblems.account_suspended();
  }
}
