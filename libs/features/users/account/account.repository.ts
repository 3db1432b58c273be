import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import { duplicateKeyOf } from '@platform/persistence/failures';
import { NOW, SqlExpression } from '@platform/persistence/entity-table';
import { idToBytes, type UserId } from '@platform/ids/ids';
import type { RowsByKey } from '@platform/persistence/rows-by-key';
import { Table } from '@platform/persistence/table';
import type { AccountState } from '../account-state';
import { UsersProblems } from '../users.errors';
import { AccountEntity } from './account.entity';
import { nameKeyOf } from './profile-fields.rule';

/** `state` is the current state: an expired suspension does not count, even before a job has recorded its end. */
export type Account = Readonly<AccountEntity>;

export type AccountChange = Partial<
  Omit<Account, 'id' | 'version' | 'lockVersion' | 'createdAt' | 'updatedAt' | 'displayNameKey' | 'lastActiveOn'>
>;

export type NewAccount = Pick<
  Account,
  'id' | 'username' | 'displayName' | 'locale' | 'emailSealed' | 'emailVerified' | 'state'
>;

/** Uses the clock of the database, so that all nodes agree. */
const STATE = `IF(state = 'suspended' AND suspended_until <= UTC_TIMESTAMP(3), _binary'active', state)`;
const TODAY = new SqlExpression('UTC_DATE()');

/** The accounts with their current state. */
export function accountTable(database: Database): Table<AccountEntity> {
  return new Table(database, AccountEntity, { computed: { state: STATE }, changesWith: ['version', 'lockVersion'] });
}

@Injectable()
export class AccountRepository {
  private readonly accounts: Table<AccountEntity>;
  private readonly versions: RowsByKey<Pick<Account, 'version'>>;
  private readonly locales: RowsByKey<Pick<Account, 'locale'>>;

  constructor(private readonly database: Database) {
    this.accounts = accountTable(database);
    this.versions = this.accounts.readerOf({ only: ['version'] });
    this.locales = this.accounts.readerOf({ only: ['locale'] });
  }

  async insert({ isActiveToday, ...account }: NewAccount & { readonly isActiveToday: boolean }): Promise<void> {
    const row = {
      ...account,
      displayNameKey: nameKeyOf(account.displayName).toString(),
      lastActiveOn: isActiveToday ? TODAY : null,
    };
    await this.accounts.insert({ ...row, version: 1, createdAt: NOW, updatedAt: NOW }, refuseTakenName);
  }

  byId(id: UserId): Promise<Account | undefined> {
    return this.accounts.read({ id });
  }

  async isAvatarUsed(file: string): Promise<boolean> {
    return (await this.accounts.selectOnly(['id'], 'WHERE avatar_file = ? LIMIT 1', [Buffer.from(file)])).length > 0;
  }

  versionOf(id: UserId): Promise<number | undefined> {
    return this.versions.one(idToBytes(id)).then((row) => row?.version);
  }

  localeOf(id: UserId): Promise<string | undefined> {
    return this.locales.one(idToBytes(id)).then((row) => row?.locale);
  }

  async byIds(ids: readonly UserId[]): Promise<Account[]> {
    if (ids.length === 0) return [];
    const { marks, padded } = placeholders(ids.map(idToBytes));
    return this.accounts.select(`WHERE id IN (${marks})`, padded);
  }

  byUsername(username: string): Promise<Account | undefined> {
    return this.accounts.selectOne('WHERE username = ?', [Buffer.from(username)]);
  }

  /** Locks the account until the transaction ends. */
  lock(id: UserId): Promise<Account | undefined> {
    return this.accounts.lock({ id });
  }

  /** Locks the accounts in the order of their IDs, so that concurrent transactions do not deadlock. */
  async lockAll(ids: readonly UserId[]): Promise<Account[]> {
    if (ids.length === 0) return [];
    const { marks, padded } = placeholders(ids.map(idToBytes));
    return this.accounts.select(`WHERE id IN (${marks}) ORDER BY id FOR UPDATE`, padded);
  }

  /**
   * Must be called before a change of rows that belong to the account. Concurrent transactions that call it or lock the
   * account wait or are retried. `version` and the account's fields do not change. Returns false if it does not exist.
   */
  async raiseLockVersion(id: UserId): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      'UPDATE users_account SET lock_version = lock_version + 1 WHERE id = ?',
      [idToBytes(id)],
    );
    return affectedRows === 1;
  }

  /** Updates an account that this transaction has locked, and returns the updated account. */
  async update(account: Account, change: AccountChange): Promise<Account> {
    const changed = {
      ...withNameKey(change),
      version: account.version + 1,
      updatedAt: new Date(Math.max(Date.now(), account.updatedAt.getTime())),
    };
    await this.accounts.update({ id: account.id }, changed, refuseTakenName);
    return { ...account, ...changed };
  }

  /** Keeps the time of the last change, so that an account that is closed and reopened is as it was before. */
  async setState({ id, version }: Account, state: AccountState): Promise<void> {
    await this.accounts.update({ id }, { state, version: version + 1 });
  }

  /** Does not increment the version, because no field of the account's response changes. */
  async markActive(ids: readonly UserId[]): Promise<void> {
    const { marks, padded } = placeholders(ids.map(idToBytes));
    await this.database.write(
      `UPDATE users_account SET last_active_on = UTC_DATE()
       WHERE id IN (${marks}) AND (last_active_on IS NULL OR last_active_on < UTC_DATE())`,
      padded,
    );
  }

  async remove(id: UserId): Promise<void> {
    await this.accounts.remove({ id });
  }
}

function withNameKey(change: AccountChange): Partial<Account> {
  if (change.displayName === undefined) return change;
  return { ...change, displayNameKey: nameKeyOf(change.displayName).toString() };
}

function refuseTakenName(error: unknown): void {
  if (duplicateKeyOf(error) === 'users_account_username') throw UsersProblems.username_taken();
}
