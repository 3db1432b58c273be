import { Injectable } from '@nestjs/common';
import type { SqlValue } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { idToBytes } from '@platform/persistence/ids';
import type { AccountState } from '../account/account.entity';
import { ACCOUNT_COLUMNS, accountOf, type Account, type AccountRow } from '../account/account.repository';

const LAST_ID = Buffer.alloc(16, 0xff);
const AFTER_EVERY_LETTER = Buffer.from([0xff]);
const NOTHING_MORE = Buffer.from([0]);

/**
 * Lists of accounts. Each is one walk along one index, named because a mistaken statistic must not turn a page into
 * a scan of the table: what a page costs is the length of the page.
 */
@Injectable()
export class AccountSearchRepository {
  constructor(private readonly database: Database) {}

  async newest(before: string | undefined, limit: number): Promise<Account[]> {
    return this.walk('PRIMARY', 'id < ? ORDER BY id DESC', [startBefore(before)], limit);
  }

  async newestInState(state: AccountState, before: string | undefined, limit: number): Promise<Account[]> {
    return this.walk(
      'users_account_state',
      'state = ? AND id < ? ORDER BY id DESC',
      [Buffer.from(state), startBefore(before)],
      limit,
    );
  }

  async byUsername(prefix: string, after: string | undefined, limit: number): Promise<Account[]> {
    const where = 'username >= ? AND username < ? ORDER BY username';
    return this.walk('users_account_username', where, rangeOf(prefix, after), limit);
  }

  async byUsernameInState(
    prefix: string,
    state: AccountState,
    after: string | undefined,
    limit: number,
  ): Promise<Account[]> {
    const where = 'state = ? AND username >= ? AND username < ? ORDER BY username';
    return this.walk('users_account_state_username', where, [Buffer.from(state), ...rangeOf(prefix, after)], limit);
  }

  private async walk(index: string, where: string, values: readonly SqlValue[], limit: number): Promise<Account[]> {
    const rows = await this.database.rowsThatMayLag<AccountRow>(
      `SELECT ${ACCOUNT_COLUMNS} FROM users_account FORCE INDEX (${index}) WHERE ${where} LIMIT ${Math.trunc(limit)}`,
      values,
    );
    return rows.map((row) => accountOf(row));
  }
}

function startBefore(id: string | undefined): Buffer {
  return id === undefined ? LAST_ID : idToBytes(id);
}

/** From the prefix, or from right after the last one seen, to the end of the prefix. Usernames compare byte by byte. */
function rangeOf(prefix: string, after: string | undefined): [Buffer, Buffer] {
  const from = after === undefined ? Buffer.from(prefix) : Buffer.concat([Buffer.from(after), NOTHING_MORE]);
  return [from, Buffer.concat([Buffer.from(prefix), AFTER_EVERY_LETTER])];
}
