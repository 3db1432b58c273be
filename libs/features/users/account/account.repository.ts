import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import { duplicateKeyOf } from '@platform/persistence/failures';
import { NOW, SqlExpression, tableOf } from '@platform/persistence/entity-table';
import { idToBytes } from '@platform/persistence/ids';
import { RowsByKey } from '@platform/persistence/rows-by-key';
import { UsersProblems } from '../users.errors';
import { AccountEntity } from './account.entity';
import { nameKeyOf } from './name-key.rule';

const ACCOUNTS = tableOf(AccountEntity);

/** `state` is the current one: a suspension that has expired no longer counts, even before a job records its end. */
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
export const ACCOUNT_COLUMNS = ACCOUNTS.selection({ state: STATE });
const COLUMNS = ACCOUNT_COLUMNS;
const NEXT_VERSION = new SqlExpression('version + 1');
const TODAY = new SqlExpression('UTC_DATE()');

@Injectable()
export class AccountRepository {
  private readonly rows: RowsByKey<AccountRow>;
  private readonly versions: RowsByKey<Pick<AccountRow, 'id' | 'version'>>;

  constructor(private readonly database: Database) {
    this.rows = new RowsByKey(database, `SELECT ${COLUMNS} FROM users_account WHERE id IN (?)`, ({ id }) => id);
    this.versions = new RowsByKey(database, 'SELECT id, version FROM users_account WHERE id IN (?)', ({ id }) => id);
  }

  async insert({ isActiveToday, ...account }: NewAccount & { readonly isActiveToday: boolean }): Promise<void> {
    const given = {
      ...account,
      displayNameKey: nameKeyOf(account.displayName).toString(),
      lastActiveOn: isActiveToday ? TODAY : null,
    };
    await this.database.insert(ACCOUNTS, { ...given, version: 1, createdAt: NOW, updatedAt: NOW }, refuseTakenName);
  }

  byId(id: string): Promise<Account | undefined> {
    return this.rows.one(idToBytes(id)).then((row) => row && accountOf(row));
  }

  versionOf(id: string): Promise<number | undefined> {
    return this.versions.one(idToBytes(id)).then((row) => row?.version);
  }

  async byIds(ids: readonly string[]): Promise<Account[]> {
    if (ids.length === 0) return [];
    const { marks, padded } = placeholders(ids.map(idToBytes));
    const rows = await this.database.rows<AccountRow>(
      `SELECT ${COLUMNS} FROM users_account WHERE id IN (${marks})`,
      padded,
    );
    return rows.map((row) => accountOf(row));
  }

  async byUsername(username: string): Promise<Account | undefined> {
    const row = await this.database.row<AccountRow>(`SELECT ${COLUMNS} FROM users_account WHERE username = ?`, [
      Buffer.from(username),
    ]);
    return row && accountOf(row);
  }

  /** The account with its row held until the transaction ends: for changes that depend on what is there. */
  async lock(id: string): Promise<Account | undefined> {
    const row = await this.database.row<AccountRow>(`SELECT ${COLUMNS} FROM users_account WHERE id = ? FOR UPDATE`, [
      idToBytes(id),
    ]);
    return row && accountOf(row);
  }

  /**
   * The row is held until the transaction ends, and units that have read it without holding it are run again. What is
   * shown of the account stays as it is, and so does its version. False when there is no such account.
   */
  async raiseLockVersion(id: string): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      'UPDATE users_account SET lock_version = lock_version + 1 WHERE id = ?',
      [idToBytes(id)],
    );
    return affectedRows === 1;
  }

  /** For a change that `updateAs` makes of exactly this version. */
  async toChange(id: string): Promise<Account | undefined> {
    const row = await this.rows.toChange(idToBytes(id));
    return row && accountOf(row);
  }

  /** In the order of their ids, so that two who lock several wait for each other instead of for ever. */
  async lockAll(ids: readonly string[]): Promise<Account[]> {
    if (ids.length === 0) return [];
    const { marks, padded } = placeholders(ids.map(idToBytes));
    const rows = await this.database.rows<AccountRow>(
      `SELECT ${COLUMNS} FROM users_account WHERE id IN (${marks}) ORDER BY id FOR UPDATE`,
      padded,
    );
    return rows.map((row) => accountOf(row));
  }

  /** Other transactions cannot change the account before this one ends: its row is locked, or this transaction fails. */
  async lockShared(id: string): Promise<Account | undefined> {
    if (this.database.transactions.current()?.holdsNothing) {
      const account = await this.byId(id);
      if (!account) return undefined;
      // Compares both versions, because changes of dependent rows raise only the lock version.
      await this.database.updateDeferred(
        'UPDATE users_account SET state = state WHERE id = ? AND version = ? AND lock_version = ?',
        [idToBytes(id), account.version, account.lockVersion],
      );
      return account;
    }
    const row = await this.database.row<AccountRow>(
      `SELECT ${COLUMNS} FROM users_account WHERE id = ? LOCK IN SHARE MODE`,
      [idToBytes(id)],
    );
    return row && accountOf(row);
  }

  async update(id: string, change: AccountChange): Promise<void> {
    const { sql, values } = ACCOUNTS.assignments({ ...withNameKey(change), version: NEXT_VERSION, updatedAt: NOW });
    const write = () => this.database.write(`UPDATE users_account SET ${sql} WHERE id = ?`, [...values, idToBytes(id)]);
    await refuseTaken(write);
  }

  /**
   * Updates the account at the end of the transaction if its version has not changed. The result is known in advance
   * and returned, so the account need not be read again.
   */
  async updateAs(account: Account, change: AccountChange): Promise<Account> {
    const { id, version } = account;
    const updatedAt = new Date(Math.max(Date.now(), account.updatedAt.getTime()));
    const { sql, values } = ACCOUNTS.assignments({ ...withNameKey(change), version: NEXT_VERSION, updatedAt });
    await this.database.updateDeferred(
      `UPDATE users_account SET ${sql} WHERE id = ? AND version = ?`,
      [...values, idToBytes(id), version],
      refuseTakenName,
    );
    return { ...account, ...change, version: version + 1, updatedAt };
  }

  /** Changes nothing that is shown with the account, so its version stays. */
  async markActive(ids: readonly string[]): Promise<void> {
    const { marks, padded } = placeholders(ids.map(idToBytes));
    await this.database.write(
      `UPDATE users_account SET last_active_on = UTC_DATE()
       WHERE id IN (${marks}) AND (last_active_on IS NULL OR last_active_on < UTC_DATE())`,
      padded,
    );
  }

  async remove(id: string): Promise<void> {
    await this.database.write('DELETE FROM users_account WHERE id = ?', [idToBytes(id)]);
  }
}

export interface AccountRow extends Readonly<Record<string, unknown>> {
  readonly id: Buffer;
  readonly version: number;
}

export function accountOf(row: AccountRow): Account {
  return ACCOUNTS.entityOf(row);
}

function withNameKey(change: AccountChange): Partial<Account> {
  if (change.displayName === undefined) return change;
  return { ...change, displayNameKey: nameKeyOf(change.displayName).toString() };
}

async function refuseTaken(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    refuseTakenName(error);
    throw error;
  }
}

function refuseTakenName(error: unknown): void {
  if (duplicateKeyOf(error) === 'users_account_username') throw UsersProblems.username_taken();
}
