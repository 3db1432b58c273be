import { Injectable } from '@nestjs/common';
import type { Position } from '@platform/http/paging/cursors';
import { Database } from '@platform/persistence/database';
import type { Table } from '@platform/persistence/table';
import type { AccountEntity } from '../../account/account.entity';
import { accountTable } from '../../account/account.repository';
import type { AccountWalk, Condition, FoundAccount } from './account-walks.rule';

/**
 * Lists of accounts. A page is read along an index from where the last one ended, so it costs the same at any depth.
 * Filters beside that index are tried on each row: few hits among many rows take longer.
 */
@Injectable()
export class AccountSearchRepository {
  private readonly accounts: Table<AccountEntity>;

  constructor(private readonly database: Database) {
    this.accounts = accountTable(database);
  }

  async page(
    walk: AccountWalk,
    also: readonly Condition[],
    after: Position | undefined,
    limit: number,
  ): Promise<FoundAccount[]> {
    const conditions = [...walk.where, ...also, ...(after ? [walk.after(after)] : [])];
    const found = await this.accounts.selectMayLag(
      walk.from,
      `${whereOf(conditions)} ORDER BY ${walk.order} LIMIT ${Math.trunc(limit)}`,
      conditions.flatMap(({ values }) => values),
    );
    return found.map((account) => ({ account }));
  }

  /** No further than `most`. */
  async count(walk: AccountWalk, also: readonly Condition[], most: number): Promise<number> {
    const conditions = [...walk.where, ...also];
    const [row] = await this.database.rowsThatMayLag<{ n: number }>(
      `SELECT COUNT(*) AS n FROM
         (SELECT 1 FROM ${walk.from} ${whereOf(conditions)} LIMIT ${Math.trunc(most)}) counted`,
      conditions.flatMap(({ values }) => values),
    );
    return Number(row?.n ?? 0);
  }
}

function whereOf(conditions: readonly Condition[]): string {
  return conditions.length > 0 ? `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}` : '';
}
