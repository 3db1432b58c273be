import { Injectable } from '@nestjs/common';
import type { SqlValue } from '@platform/persistence/connection-pool';
import { Database, placeholders } from '@platform/persistence/database';
import { duplicateKeyOf } from '@platform/persistence/failures';
import { idFromBytes, idToBytes } from '@platform/persistence/ids';
import { RowsByKey } from '@platform/persistence/rows-by-key';
import { UsersProblems } from '../users.errors';
import type { AccountState } from './account.entity';
import { nameKeyOf } from './name-key.rule';

export interface Account {
  readonly id: string;
  readonly username: string | null;
  readonly displayName: string | null;
  readonly bio: string | null;
  readonly locale: string;
  readonly avatarFile: string | null;
  readonly emailSealed: Buffer | null;
  readonly emailVerified: boolean;
  /** Whether an administrator made the last change of the address or its verification. */
  readonly emailByAdmin: boolean;
  /** The current state. An expired suspension no longer counts, even before its end is recorded. */
  readonly state: AccountState;
  /** When the suspension ends, or ended without that being recorded yet. */
  readonly suspendedUntil: Date | null;
  readonly version: number;
  readonly lockVersion: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** The day on which the user last signed in or refreshed a session, as `2026-11-30`. */
  readonly lastActiveOn: string | null;
}

export type AccountChange = Partial<
  Pick<
    Account,
    | 'username'
    | 'displayName'
    | 'bio'
    | 'locale'
    | 'avatarFile'
    | 'emailSealed'
    | 'emailVerified'
    | 'emailByAdmin'
    | 'state'
    | 'suspendedUntil'
  >
>;

/** By the database's clock, and so the same on every node. */
const STATE = `IF(state = 'suspended' AND suspended_until <= UTC_TIMESTAMP(3), _binary'active', state) AS state`;
const COLUMNS = `id, username, display_name, bio, locale, avatar_file, email_sealed, email_verified, email_by_admin, ${STATE}, suspended_until, version, lock_version, created_at, updated_at, DATE_FORMAT(last_active_on, '%Y-%m-%d') AS last_active`;
const COLUMN_OF: Record<keyof AccountChange, string> = {
  username: 'username',
  displayName: 'display_name',
  bio: 'bio',
  locale: 'locale',
  avatarFile: 'avatar_file',
  emailSealed: 'email_sealed',
  emailVerified: 'email_verified',
  emailByAdmin: 'email_by_admin',
  state: 'state',
  suspendedUntil: 'suspended_until',
};

@Injectable()
export class AccountRepository {
  private readonly rows: RowsByKey<AccountRow>;
  private readonly versions: RowsByKey<Pick<AccountRow, 'id' | 'version'>>;

  constructor(private readonly database: Database) {
    this.rows = new RowsByKey(database, `SELECT ${COLUMNS} FROM users_account WHERE id IN (?)`, ({ id }) => id);
    this.versions = new RowsByKey(database, 'SELECT id, version FROM users_account WHERE id IN (?)', ({ id }) => id);
  }

  async insert(
    account: Omit<
      Account,
      | 'version'
      | 'lockVersion'
      | 'createdAt'
      | 'updatedAt'
      | 'avatarFile'
      | 'bio'
      | 'emailByAdmin'
      | 'suspendedUntil'
      | 'lastActiveOn'
    > & { readonly isActiveToday: boolean },
  ): Promise<void> {
    await this.database.insertDeferred(
      'INSERT INTO users_account (id, username, display_name, display_name_key, locale, email_sealed, email_verified, state, version, created_at, updated_at, last_active_on) VALUES',
      '(?, ?, ?, ?, ?, ?, ?, ?, 1, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), IF(?, UTC_DATE(), NULL))',
      [
        idToBytes(account.id),
        bytesOf(account.username),
        account.displayName,
        nameKeyOf(account.displayName),
        account.locale,
        account.emailSealed,
        Number(account.emailVerified),
        bytesOf(account.state),
        Number(account.isActiveToday),
      ],
      refuseTakenName,
    );
  }

  byId(id: string): Promise<Account | undefined> {
    return this.rows.one(idToBytes(id)).then((row) => row && accountOf(row, id));
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
  async raiseLock(id: string): Promise<boolean> {
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

  /** Does not change before the transaction ends, but by what is done in it: either it is held, or the transaction fails. */
  async hold(id: string): Promise<Account | undefined> {
    if (this.database.transactions.current()?.holdsNothing) {
      const account = await this.byId(id);
      if (!account) return undefined;
      // By both versions, so that whatever else hangs on the account, and locks it, is held as well.
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
    const { assignments, values } = assignmentsOf(change);
    const sql = `UPDATE users_account SET ${assignments}version = version + 1, updated_at = UTC_TIMESTAMP(3) WHERE id = ?`;
    await refuseTaken(() => this.database.write(sql, [...values, idToBytes(id)]));
  }

  /**
   * Updates the account at the end of the transaction if its version has not changed. The result is known in advance
   * and returned, so the account need not be read again.
   */
  async updateAs(account: Account, change: AccountChange): Promise<Account> {
    const { id, version } = account;
    const { assignments, values } = assignmentsOf(change);
    const updatedAt = new Date(Math.max(Date.now(), account.updatedAt.getTime()));
    await this.database.updateDeferred(
      `UPDATE users_account SET ${assignments}version = version + 1, updated_at = ? WHERE id = ? AND version = ?`,
      [...values, updatedAt, idToBytes(id), version],
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

interface AccountRow {
  id: Buffer;
  username: Buffer | null;
  display_name: string | null;
  bio: string | null;
  locale: string;
  avatar_file: Buffer | null;
  email_sealed: Buffer | null;
  email_verified: number;
  email_by_admin: number;
  state: Buffer;
  suspended_until: Date | null;
  version: number;
  lock_version: number;
  created_at: Date;
  updated_at: Date;
  last_active: string | null;
}

export const ACCOUNT_COLUMNS = COLUMNS;
export type { AccountRow };

/** `id` where it is known: what was asked for is what came. */
export function accountOf(row: AccountRow, id = idFromBytes(row.id)): Account {
  return {
    id,
    username: row.username && row.username.toString(),
    displayName: row.display_name,
    bio: row.bio,
    locale: row.locale,
    avatarFile: row.avatar_file && row.avatar_file.toString(),
    emailSealed: row.email_sealed,
    emailVerified: row.email_verified === 1,
    emailByAdmin: row.email_by_admin === 1,
    state: row.state.toString() as AccountState,
    suspendedUntil: row.suspended_until,
    version: row.version,
    lockVersion: row.lock_version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastActiveOn: row.last_active,
  };
}

function assignmentsOf(change: AccountChange): { assignments: string; values: SqlValue[] } {
  const names = Object.keys(change) as (keyof AccountChange)[];
  const columns = names.map((name): [string, SqlValue] => [COLUMN_OF[name], columnValue(name, change[name])]);
  if (change.displayName !== undefined) columns.push(['display_name_key', nameKeyOf(change.displayName)]);
  return {
    assignments: columns.map(([column]) => `${column} = ?, `).join(''),
    values: columns.map(([, value]) => value),
  };
}

function columnValue(name: keyof AccountChange, value: AccountChange[keyof AccountChange]) {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string' && (name === 'username' || name === 'state' || name === 'avatarFile'))
    return Buffer.from(value);
  return value ?? null;
}

function bytesOf(text: string | null): Buffer | null {
  return text === null ? null : Buffer.from(text);
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
