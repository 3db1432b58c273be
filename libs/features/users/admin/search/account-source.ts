import type { Position } from '@platform/http/paging/cursors';
import type { RoleDirectory } from '@platform/http/access/role-directory';
import type { AccountSearchRepository } from './account-search.repository';
import { idsWalk, type AccountWalk, type Condition, type FoundAccount } from './account-walks.rule';

export interface SourcePage {
  readonly found: readonly FoundAccount[];
  /** The position to continue from; undefined at the end. */
  readonly next: Position | undefined;
}

/** Accounts in one order, read page by page. */
export interface AccountSource {
  read(after: Position | undefined, size: number): Promise<SourcePage>;
  positionOf(found: FoundAccount): Position;
  /** Whether filters exclude accounts after they have been read. */
  readonly isFilteredAfterwards?: boolean;
  /** Stops counting at `max`. Absent if the accounts can only be counted by reading them. */
  count?(max: number): Promise<number>;
}

export function walkSource(
  search: AccountSearchRepository,
  walk: AccountWalk,
  filters: readonly Condition[],
): AccountSource {
  return {
    positionOf: walk.positionOf,
    async read(after, size) {
      const found = await search.page(walk, filters, after, size);
      const last = found[size - 1];
      return { found, next: last && walk.positionOf(last) };
    },
    count: (max) => search.count(walk, filters, max),
  };
}

/** Merges scans in the same order that can find the same account, for example while an index key is rotated. */
export function mergedSource(
  search: AccountSearchRepository,
  walks: readonly AccountWalk[],
  filters: readonly Condition[],
): AccountSource {
  const [first] = walks;
  if (walks.length === 1 && first) return walkSource(search, first, filters);
  const positionOf = ({ account }: FoundAccount): Position => [account.id];
  return {
    positionOf,
    async read(after, size) {
      const pages = await Promise.all(walks.map((walk) => search.page(walk, filters, after, size)));
      const byId = new Map(pages.flat().map((item) => [item.account.id, item]));
      const found = [...byId.values()].sort((a, b) => (a.account.id < b.account.id ? 1 : -1)).slice(0, size);
      const last = found[size - 1];
      return { found, next: last && positionOf(last) };
    },
  };
}

export function roleSource(
  search: AccountSearchRepository,
  roles: RoleDirectory,
  role: string,
  filters: readonly Condition[],
): AccountSource {
  return {
    positionOf: ({ account }) => [account.id],
    isFilteredAfterwards: filters.length > 0,
    async read(after, size) {
      const ids = await roles.holdersOf(role, after && String(after[0]), size);
      const found = ids.length > 0 ? await search.page(idsWalk(ids), filters, undefined, size) : [];
      const last = ids[size - 1];
      return { found, next: last === undefined ? undefined : [last] };
    },
  };
}
