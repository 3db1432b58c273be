import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import type { Changes } from '@platform/event-log/changes/changes';
import { Events } from '@platform/event-log/events';
import type { Versioned } from '@platform/http/serialization/document';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import { Transactions } from '@platform/persistence/transactions';
import type { UserId } from '@platform/ids/ids';
import { ProfileChanged } from '../users.events';
import { AccountView } from './account-view';
import { AccountRepository, type Account, type AccountChange } from './account.repository';
import type { ChangeMeDto, MeDto, UserDto } from './me.dto';
import { parseProfile } from './profile-fields.rule';
import { UsernameRemovalGate } from './username-removal-gate';

export const PROFILE_FIELDS = ['username', 'displayName', 'bio', 'locale'] as const;

@Injectable()
export class AccountService {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly view: AccountView,
    private readonly usernameRemoval: UsernameRemovalGate,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  /** The most frequent request. If the account is cached, only its version is read from the database. */
  me(userId: UserId, roles: readonly string[]): Promise<Versioned<MeDto>> {
    const cached = this.view.cachedOwn(userId, roles);
    if (!cached) return this.readMe(userId, roles);
    return this.accounts
      .versionOf(userId)
      .then((version) => (version === cached.version ? cached : this.readMe(userId, roles)));
  }

  private readMe(userId: UserId, roles: readonly string[]): Promise<Versioned<MeDto>> {
    return this.require(userId).then((account) => this.view.own(account, roles));
  }

  async publicly(userId: UserId): Promise<UserDto> {
    const account = await this.require(userId);
    // Other users cannot see a suspended account.
    if (account.state !== 'active') throw RequestProblems.not_found();
    return this.view.publicly(account);
  }

  async publiclyByUsername(username: string): Promise<UserDto[]> {
    const account = await this.accounts.byUsername(username.toLowerCase());
    return account?.state === 'active' ? [this.view.publicly(account)] : [];
  }

  async change(
    userId: UserId,
    roles: readonly string[],
    patch: ChangeMeDto,
    expected: ExpectedVersion | undefined,
  ): Promise<Versioned<MeDto>> {
    return this.view.own(await this.changeProfile(userId, patch, expected), roles);
  }

  /** Returns the updated account. */
  changeProfile(userId: UserId, patch: ChangeMeDto, expected: ExpectedVersion | undefined): Promise<Account> {
    const target: AccountChange = { ...pick(patch), ...parseProfile(patch) };
    return this.transactions.run(async () => {
      const account = await this.accounts.lock(userId);
      if (!account) throw RequestProblems.not_found();
      expected?.refuseOther(account.version);
      const changes = differences(account, target);
      const fields = Object.keys(changes);
      if (fields.length === 0) return account;
      if (changes.username?.after === null) await this.usernameRemoval.pass(userId);
      const change = Object.fromEntries(fields.map((field) => [field, changes[field]?.after]));
      const changed = await this.accounts.update(account, change);
      await this.events.publish(ProfileChanged.of({ subject: userId, facts: { fields }, changes }));
      return changed;
    });
  }

  private require(userId: UserId): Promise<Account> {
    return this.accounts.byId(userId).then((account) => {
      if (!account) throw RequestProblems.not_found();
      return account;
    });
  }
}

/** Picks the profile fields of the patch. null is kept, and absent fields stay absent. */
function pick(patch: ChangeMeDto): AccountChange {
  return Object.fromEntries(
    PROFILE_FIELDS.filter((field) => patch[field] !== undefined).map((field) => [field, patch[field]]),
  );
}

function differences(account: Account, target: AccountChange): Changes {
  const fields = PROFILE_FIELDS.filter((field) => field in target && target[field] !== account[field]);
  return Object.fromEntries(fields.map((field) => [field, { before: account[field], after: target[field] ?? null }]));
}
