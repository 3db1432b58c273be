import { Injectable } from '@nestjs/common';
import { AccountStates, EmailChanger, type MeDto, ProfileNames, UserReader } from '@features/users';
import type { SessionPrincipal } from '@platform/access/principal';
import { actingUserProven } from '@platform/context/work-context';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Transactions } from '@platform/persistence/transactions';
import { AuthConfig } from '../../auth.config';
import { AuthProblems } from '../../auth.errors';
import { CredentialRepository } from '../../password/credential.repository';
import { PendingRegistrations } from '../../registration/pending-registrations';
import type { AccountDto } from '../../registration/register.dto';
import { RegistrationService, type AcceptedAccount } from '../../registration/registration.service';
import { RoleHolders } from '@features/access';
import type { UserId } from '@platform/ids/ids';
import { SessionLock } from '../../sessions/session-lock';
import { Anonymity } from '../anonymity';
import { AnonymousProblems } from '../anonymous.errors';

/** Adds an email address and a password to an anonymous account, which keeps its data and sessions. */
@Injectable()
export class UpgradeService {
  constructor(
    private readonly anonymity: Anonymity,
    private readonly registrations: RegistrationService,
    private readonly pending: PendingRegistrations,
    private readonly accounts: AccountStates,
    private readonly users: UserReader,
    private readonly emails: EmailChanger,
    private readonly names: ProfileNames,
    private readonly credentials: CredentialRepository,
    private readonly sessionLock: SessionLock,
    private readonly holders: RoleHolders,
    private readonly config: AuthConfig,
    private readonly transactions: Transactions,
  ) {}

  /** Returns undefined if the address must be verified first. The response does not reveal whether it is taken. */
  async upgrade({ userId, sessionId }: SessionPrincipal, body: AccountDto): Promise<MeDto | undefined> {
    if (this.config.registration === 'closed') throw AuthProblems.registration_closed();
    // Checked before the expensive hash, and again in the transaction.
    if (!(await this.anonymity.isAnonymous(userId))) throw AnonymousProblems.not_anonymous();
    const { locale, username: currentUsername } = await this.me(userId);
    const { username } = body;
    const account = { ...body, locale, username: username?.toLowerCase() === currentUsername ? undefined : username };
    const { user, hash, password } = await this.registrations.accept(account);
    if (this.config.registration === 'open')
      return this.finish(userId, { user, hash }, () => this.sessionLock.lock({ userId, sessionId }));
    await this.pending.request({ user, hash, password, upgrades: userId, sessionId });
    return undefined;
  }

  /** `confirm` runs in the same transaction and may refuse. Only one of several concurrent calls succeeds. */
  async finish(
    userId: UserId,
    { user, hash }: Pick<AcceptedAccount, 'user' | 'hash'>,
    confirm: () => Promise<void>,
  ): Promise<MeDto> {
    const { email, username, displayName, emailVerified = false } = user;
    actingUserProven(userId);
    await this.transactions.run(async () => {
      // The account is locked first, as in all changes of an account, to avoid deadlocks.
      await this.accounts.lockForCredentialChange(userId);
      await confirm();
      if (!(await this.anonymity.end(userId))) throw AnonymousProblems.not_anonymous();
      await this.emails.change(userId, email, { how: 'changed', verified: emailVerified });
      await this.names.set(userId, { username, displayName });
      await this.credentials.set(userId, hash);
    });
    return this.me(userId);
  }

  private async me(userId: UserId): Promise<MeDto> {
    const me = await this.users.me(userId, await this.holders.rolesOf(userId));
    if (!me) throw RequestProblems.not_found();
    return me.body;
  }
}
