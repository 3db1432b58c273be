import { Injectable } from '@nestjs/common';
import type { Caller } from '@platform/access/principal';
import { Cursors } from '@platform/http/paging/cursors';
import type { Page } from '@platform/http/paging/page';
import type { AdminUserDto, AdminUsersQuery } from './admin-users.dto';
import { AdminView } from './admin-view';
import { filtersOf } from './account-filters.rule';
import { AccountSearch } from './search/account-search';

const LIST = 'admin-users';
const MAX_COUNTED = 10_000;

interface FoundUsers extends Page<AdminUserDto> {
  readonly total?: number;
}

@Injectable()
export class AdminSearchService {
  constructor(
    private readonly search: AccountSearch,
    private readonly view: AdminView,
    private readonly cursors: Cursors,
  ) {}

  async list(by: Caller, { cursor, limit = 20, count, ...query }: AdminUsersQuery): Promise<FoundUsers> {
    const filters = filtersOf(query);
    const bound = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, value?.toLowerCase()]));
    const position = this.cursors.read(LIST, bound, cursor);
    const { found, stoppedAt } = await this.search.page(filters, position, limit + 1);
    const page = this.cursors.page(LIST, bound, found, limit, (item) => item.position);
    const next = stoppedAt && page.nextCursor === null ? this.cursors.write(LIST, bound, stoppedAt) : page.nextCursor;
    const total = count === 'true' ? await this.search.count(filters, MAX_COUNTED) : undefined;
    const accounts = page.rows.map(({ account }) => account);
    return { items: await this.view.of(by, accounts), nextCursor: next, ...(total !== undefined && { total }) };
  }
}
