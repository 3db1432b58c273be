import { Injectable } from '@nestjs/common';
import { RoleDirectory } from '@platform/http/access/role-directory';
import type { Position } from '@platform/http/paging/cursors';
import type { AccountSource } from './account-source';
import { AccountSources, type AccountFilters, type ChosenSources } from './account-sources';
import type { FoundAccount } from './account-walks.rule';
import { SearchQueue } from './search-queue';

export interface PlacedAccount extends FoundAccount {
  readonly position: Position;
}

export interface SearchPage {
  readonly found: readonly PlacedAccount[];
  /** Where to read on when looking ended before enough were found. */
  readonly stoppedAt: Position | undefined;
}

/** How many accounts are read at once when a filter is not a condition of the query, such as a role. */
const FILTER_PAGE = 250;
/** The maximum number of pages that one request filters. The client continues with the cursor. */
const MAX_FILTERED_PAGES = 40;

/** Finds accounts by several filters at once: one index gives the order, the others leave out. */
@Injectable()
export class AccountSearch {
  constructor(
    private readonly sources: AccountSources,
    private readonly roles: RoleDirectory,
    private readonly queue: SearchQueue,
  ) {}

  async page(filters: AccountFilters, after: Position | undefined, wanted: number): Promise<SearchPage> {
    const chosen = await this.sources.of(filters);
    return isSifting(chosen)
      ? this.queue.run(() => this.readPage(chosen, after, wanted))
      : this.readPage(chosen, after, wanted);
  }

  async count(filters: AccountFilters, most: number): Promise<number> {
    const chosen = await this.sources.of(filters);
    return isSifting(chosen) ? this.queue.run(() => this.countAll(chosen, most)) : this.countAll(chosen, most);
  }

  private async readPage(
    { sources, holding }: ChosenSources,
    after: Position | undefined,
    wanted: number,
  ): Promise<SearchPage> {
    const found: PlacedAccount[] = [];
    let [turn, within] = after ? [Number(after[0]), startOf(after)] : [0, undefined];
    for (let pieces = 0; turn < sources.length && found.length < wanted; pieces++) {
      if (pieces === MAX_FILTERED_PAGES) return { found, stoppedAt: [turn, ...(within ?? [])] };
      const source = sources[turn] as AccountSource;
      const size = holding !== undefined || source.isSifted ? FILTER_PAGE : wanted - found.length;
      const { found: piece, next } = await source.read(within, size);
      for (const one of await this.holders(piece, holding)) {
        found.push({ ...one, position: [turn, ...source.positionOf(one)] });
      }
      within = next;
      if (!next) turn++;
    }
    return { found: found.slice(0, wanted), stoppedAt: undefined };
  }

  private async countAll({ sources, holding }: ChosenSources, most: number): Promise<number> {
    let count = 0;
    for (const source of sources) {
      if (count >= most) break;
      count +=
        source.count && holding === undefined
          ? await source.count(most - count)
          : await this.countRead(source, holding, most - count);
    }
    return Math.min(count, most);
  }

  private async countRead(source: AccountSource, holding: string | undefined, most: number): Promise<number> {
    let [count, pieces] = [0, 0];
    let after: Position | undefined;
    do {
      const { found, next } = await source.read(after, FILTER_PAGE);
      count += (await this.holders(found, holding)).length;
      after = next;
      pieces++;
    } while (after && count < most && pieces < MAX_FILTERED_PAGES);
    return count;
  }

  private async holders(found: readonly FoundAccount[], role: string | undefined): Promise<readonly FoundAccount[]> {
    if (role === undefined || found.length === 0) return found;
    const roles = await this.roles.rolesOfAll(found.map(({ account }) => account.id));
    return found.filter(({ account }) => roles.get(account.id)?.includes(role));
  }
}

/** Whether accounts are read that may not be among the answers. */
function isSifting({ sources, holding }: ChosenSources): boolean {
  return holding !== undefined || sources.some((source) => source.isSifted);
}

function startOf([, ...within]: Position): Position | undefined {
  return within.length > 0 ? within : undefined;
}
