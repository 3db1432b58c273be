import { Injectable } from '@nestjs/common';
import { RoleDirectory } from '@platform/http/access/role-directory';
import type { Position } from '@platform/http/paging/cursors';
import type { AccountSource } from './account-source';
import { AccountSources, type AccountFilters, type ChosenSources } from './account-sources';
import type { FoundAccount } from './account-walks.rule';
import { SearchQueue } from './search-queue';

export interface PositionedAccount extends FoundAccount {
  readonly position: Position;
}

export interface SearchPage {
  readonly found: readonly PositionedAccount[];
  /** The position to continue from if the search stopped before it found enough accounts. */
  readonly stoppedAt: Position | undefined;
}

/** The number of accounts read at once if a filter is not part of the query, such as a role. */
const FILTER_PAGE = 250;
/** The maximum number of pages that one request filters. The client continues with the cursor. */
const MAX_FILTERED_PAGES = 40;

/** Finds accounts by several filters: one index gives the order, and the other filters exclude rows. */
@Injectable()
export class AccountSearch {
  constructor(
    private readonly sources: AccountSources,
    private readonly roles: RoleDirectory,
    private readonly queue: SearchQueue,
  ) {}

  async page(filters: AccountFilters, after: Position | undefined, limit: number): Promise<SearchPage> {
    const chosen = await this.sources.of(filters);
    return isFilteredAfterwards(chosen)
      ? this.queue.run(() => this.readPage(chosen, after, limit))
      : this.readPage(chosen, after, limit);
  }

  async count(filters: AccountFilters, max: number): Promise<number> {
    const chosen = await this.sources.of(filters);
    return isFilteredAfterwards(chosen) ? this.queue.run(() => this.countAll(chosen, max)) : this.countAll(chosen, max);
  }

  private async readPage(
    { sources, role }: ChosenSources,
    after: Position | undefined,
    limit: number,
  ): Promise<SearchPage> {
    const found: PositionedAccount[] = [];
    let [sourceIndex, within] = after ? [Number(after[0]), startOf(after)] : [0, undefined];
    for (let pages = 0; sourceIndex < sources.length && found.length < limit; pages++) {
      if (pages === MAX_FILTERED_PAGES) return { found, stoppedAt: [sourceIndex, ...(within ?? [])] };
      const source = sources[sourceIndex] as AccountSource;
      const size = role !== undefined || source.isFilteredAfterwards ? FILTER_PAGE : limit - found.length;
      const { found: page, next } = await source.read(within, size);
      for (const account of await this.withRole(page, role)) {
        found.push({ ...account, position: [sourceIndex, ...source.positionOf(account)] });
      }
      within = next;
      if (!next) sourceIndex++;
    }
    return { found: found.slice(0, limit), stoppedAt: undefined };
  }

  private async countAll({ sources, role }: ChosenSources, max: number): Promise<number> {
    let count = 0;
    for (const source of sources) {
      if (count >= max) break;
      count +=
        source.count && role === undefined
          ? await source.count(max - count)
          : await this.countRead(source, role, max - count);
    }
    return Math.min(count, max);
  }

  private async countRead(source: AccountSource, role: string | undefined, max: number): Promise<number> {
    let [count, pages] = [0, 0];
    let after: Position | undefined;
    do {
      const { found, next } = await source.read(after, FILTER_PAGE);
      count += (await this.withRole(found, role)).length;
      after = next;
      pages++;
    } while (after && count < max && pages < MAX_FILTERED_PAGES);
    return count;
  }

  private async withRole(found: readonly FoundAccount[], role: string | undefined): Promise<readonly FoundAccount[]> {
    if (role === undefined || found.length === 0) return found;
    const roles = await this.roles.rolesOfAll(found.map(({ account }) => account.id));
    return found.filter(({ account }) => roles.get(account.id)?.includes(role));
  }
}

/** Whether the search reads accounts that it may have to exclude afterwards. */
function isFilteredAfterwards({ sources, role }: ChosenSources): boolean {
  return role !== undefined || sources.some((source) => source.isFilteredAfterwards);
}

function startOf([, ...within]: Position): Position | undefined {
  return within.length > 0 ? within : undefined;
}
