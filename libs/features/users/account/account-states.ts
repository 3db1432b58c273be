import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/events/events';
import { Vault } from '@platform/vault/vault';
import type { UserId, ApiKeyId } from '@platform/ids/ids';
import { AccountStateChanged } from '../users.events';
import { AccountRepository, type Account } from './account.repository';
import { REASON_PLACE, SuspensionRepository } from './suspension.repository';

export interface Suspending {
  readonly reason: string;
  /** The user who suspends, or the key of the app. */
  readonly by: UserId | ApiKeyId;
  /** The account is active again from then on; with null, staff have to end the suspension. */
  readonly until: Date | null;
}

/** Suspends accounts and makes them active again, in the transaction of the feature that decides it. */
@Injectable()
export class AccountStates {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly suspensions: SuspensionRepository,
    private readonly vault: Vault,
    private readonly events: Events,
  ) {}

  /** Also for an account that is suspended: the new reason and end replace the former. */
  async suspend(userId: UserId, { reason, by, until }: Suspending): Promise<void> {
    const box = await this.vault.boxOf(userId);
    const found = await this.require(userId);
    const account = hasExpired(found) ? await this.activate(found, { expired: true }) : found;
    const sealed = box.seal(REASON_PLACE, reason);
    const former = (await this.suspensions.ofAll([userId])).get(userId);
    const before = (former && box.open(REASON_PLACE, former.reasonSealed)) ?? null;
    const isSame = account.state === 'suspended' && account.suspendedUntil?.getTime() === until?.getTime();
    if (isSame && before === reason) return;
    await this.accounts.update(account, { state: 'suspended', suspendedUntil: until });
    await this.suspensions.put(userId, sealed, by);
    const facts = { from: account.state, to: 'suspended', ...(until && { until: until.toISOString() }) };
    await this.events.publish(
      AccountStateChanged.of({ subject: userId, facts, changes: { reason: { before, after: reason } } }),
    );
  }

  /** By the database's clock. */
  async isFuture(moment: Date): Promise<boolean> {
    return this.suspensions.isFuture(moment);
  }

  async endSuspension(userId: UserId): Promise<void> {
    const account = await this.require(userId);
    if (account.state === 'suspended') await this.activate(account);
    else if (hasExpired(account)) await this.activate(account, { expired: true });
  }

  /** For an account whose suspension may have ended by itself; it counts as active already. */
  async endExpired(userId: UserId): Promise<void> {
    const account = await this.accounts.lock(userId);
    if (account && hasExpired(account)) await this.activate(account, { expired: true });
  }

  /**
   * For a change of what sign-in depends on, as credentials: others who lock the account, or sign in to it, come before
   * or after it. Nothing shown of the account changes. False when there is no such account.
   */
  async lockForCredentialChange(userId: UserId): Promise<boolean> {
    return this.accounts.raiseLockVersion(userId);
  }

  /** Something shown with the account changed elsewhere: its version grows. False when there is no such account. */
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

  private async require(userId: UserId): Promise<Account> {
    const account = await this.accounts.lock(userId);
    if (!account) throw RequestProblems.not_found();
    return account;
  }
}

/** The database says active from the moment on; the row is brought up to date afterwards. */
function hasExpired({ state, suspendedUntil }: Account): boolean {
  return state === 'active' && suspendedUntil !== null;
}
