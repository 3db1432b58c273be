import { Injectable } from '@nestjs/common';
import type { Position } from '@platform/http/paging/cursors';
import { Database } from '@platform/persistence/database';
import type { Table } from '@platform/persistence/table';
import type { AccountEntity } from '../../account/account.entity';
import { accountTable } from '../../account/account.repository';
import type { AccountWalk, Condition, FoundAccount } from './account-walks.rule';

/**
 * Lists accounts. Pages are read in index order from the cursor, so every page costs the same. The other filters are
 * checked row by row, so rare matches take longer.
 */
@Injectable()
export class AccountSearchRepository {
  private readonly accounts: Table<AccountEntity>;

  constructor(private readonly database: Database) {
    this.accounts = accountTable(database);
  }

  async page(
    walk: AccountWalk,
    filters: readonly Condition[],
    after: Position | undefined,
    limit: number,
  ): Promise<FoundAccount[]> {
    const conditions = [...walk.where, ...filters, ...(after ? [walk.after(after)] : [])];
    const found = await this.accounts.selectMayLag(
      walk.from,
      `${whereOf(conditions)} ORDER BY ${walk.order} LIMIT ${Math.trunc(limit)}`,
      conditions.flatMap(({ values }) => values),
    );
    return found.map((account) => ({ account }));
  }

  /** Stops counting at `max`. */
  async count(walk: AccountWalk, filters: readonly Condition[], max: number): Promise<number> {
    const conditions = [...walk.where, ...filters];
    const [row] = await this.database.rowsThatMayLag<{ n: number }>(
      `SELECT COUNT(*) AS n FROM
         (SELECT 1 FROM ${walk.from} ${whereOf(conditions)} LIMIT ${Math.trunc(max)}) counted`,
      conditions.flatMap(({ values }) => values),
    );
    return Number(row?.n ?? 0);
  }
}

function whereOf(conditions: readonly Condition[]): string {
  return conditions.length > 0 ? `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}` : '';
}
