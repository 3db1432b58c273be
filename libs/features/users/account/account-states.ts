import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { Vault } from '@platform/vault/vault';
import type { UserId, ApiKeyId } from '@platform/ids/ids';
import type { AccountState } from '../account-state';
import { UsersProblems } from '../users.errors';
import { AccountStateChanged, type AccountStateFacts } from '../users.events';
import { AccountRepository, type Account } from './account.repository';
import { REASON_PLACE, SuspensionRepository } from './suspension.repository';

export interface Suspending {
  readonly reason: string;
  /** The administrator, or the API key of the app. */
  readonly by: UserId | ApiKeyId;
  /** The account is active again from this time. If it is null, an administrator must end the suspension. */
  readonly until: Date | null;
}

/** Suspends, reactivates, closes and reopens accounts. Must run in the caller's transaction. */
@Injectable()
export class AccountStates {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly suspensions: SuspensionRepository,
    private readonly vault: Vault,
    private readonly events: Events,
  ) {}

  /** For a suspended account, the new reason and end replace the previous ones. */
  async suspend(userId: UserId, { reason, by, until }: Suspending): Promise<void> {
    const box = await this.vault.boxOf(userId);
    const found = await this.requireOpen(userId);
    const account = hasExpired(found) ? await this.activate(found, { expired: true }) : found;
    const sealed = box.seal(REASON_PLACE, reason);
    const previous = (await this.suspensions.ofAll([userId])).get(userId);
    const before = (previous && box.open(REASON_PLACE, previous.reasonSealed)) ?? null;
    const isSame = account.state === 'suspended' && account.suspendedUntil?.getTime() === until?.getTime();
    if (isSame && before === reason) return;
    await this.accounts.update(account, { state: 'suspended', suspendedUntil: until });
    await this.suspensions.put(userId, sealed, by);
    const facts: AccountStateFacts = {
      from: account.state,
      to: 'suspended',
      ...(until && { until: until.toISOString() }),
    };
    await this.events.publish(
      AccountStateChanged.of({ subject: userId, facts, changes: { reason: { before, after: reason } } }),
    );
  }

  /** Uses the clock of the database. */
  async isFuture(moment: Date): Promise<boolean> {
    return this.suspensions.isFuture(moment);
  }

  async endSuspension(userId: UserId): Promise<void> {
    const account = await this.requireOpen(userId);
    if (account.state === 'suspended') await this.activate(account);
    else if (hasExpired(account)) await this.activate(account, { expired: true });
  }

  /** Records the end of an expired suspension. The account already counts as active. */
  async endExpired(userId: UserId): Promise<void> {
    const account = await this.accounts.lock(userId);
    if (account && hasExpired(account)) await this.activate(account, { expired: true });
  }

  /** Returns the previous state, with which `reopen` restores the account. A suspension stays stored. */
  async close(userId: UserId): Promise<AccountState> {
    const account = await this.requireOpen(userId);
    await this.moveTo(account, 'closed');
    return account.state;
  }

  /** Does nothing unless the account is closed. */
  async reopen(userId: UserId, state: AccountState): Promise<void> {
    const account = await this.accounts.lock(userId);
    if (account?.state === 'closed') await this.moveTo(account, state);
  }

  /**
   * Must be called before a change that affects sign-in, such as a change of credentials. It serialises the change with
   * sign-ins and other locks of the account. The account itself does not change. Returns false if it does not exist.
   */
  async lockForCredentialChange(userId: UserId): Promise<boolean> {
    return this.accounts.raiseLockVersion(userId);
  }

  /** Increments the version after data returned with the account has changed. Returns false if it does not exist. */
  async touch(userId: UserId): Promise<boolean> {
    const account = await this.accounts.lock(userId);
    if (account) await this.accounts.update(account, {});
    return account !== undefined;
  }

  private async activate(account: Account, facts: { readonly expired?: true } = {}): Promise<Account> {
    const { id } = account;
    const active = await this.accounts.update(account, { state: 'active', suspendedUntil: null });
    await this.suspensions.remove(id);
    await this.events.publish(
      AccountStateChanged.of({ subject: id, facts: { from: 'suspended', to: 'active', ...facts } }),
    );
    return active;
  }

  private async moveTo(account: Account, to: AccountState): Promise<void> {
    await this.accounts.setState(account, to);
    await this.events.publish(AccountStateChanged.of({ subject: account.id, facts: { from: account.state, to } }));
  }

  private async requireOpen(userId: UserId): Promise<Account> {
    const account = await this.accounts.lock(userId);
    if (!account) throw RequestProblems.not_found();
    if (account.state === 'closed') throw UsersProblems.account_closed();
    return account;
  }
}

/** The computed state is active as soon as the suspension expires; the row is updated later. */
function hasExpired({ state, suspendedUntil }: Account): boolean {
  return state === 'active' && suspendedUntil !== null;
}
