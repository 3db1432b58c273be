import type { Position } from '@platform/http/paging/cursors';
import type { RoleDirectory } from '@platform/http/access/role-directory';
import type { AccountSearchRepository } from './account-search.repository';
import { idsWalk, type AccountWalk, type Condition, type FoundAccount } from './account-walks.rule';

export interface SourcePage {
  readonly found: readonly FoundAccount[];
  /** Where to read on; undefined at the end. */
  readonly next: Position | undefined;
}

/** Accounts in one order, read piece by piece. */
export interface AccountSource {
  read(after: Position | undefined, size: number): Promise<SourcePage>;
  positionOf(found: FoundAccount): Position;
  /** Whether what is read loses accounts to other filters only afterwards. */
  readonly isSifted?: boolean;
  /** No further than `most`; absent where they can only be read. */
  count?(most: number): Promise<number>;
}

export function walkSource(
  search: AccountSearchRepository,
  walk: AccountWalk,
  also: readonly Condition[],
): AccountSource {
  return {
    positionOf: walk.positionOf,
    async read(after, size) {
      const found = await search.page(walk, also, after, size);
      const last = found[size - 1];
      return { found, next: last && walk.positionOf(last) };
    },
    count: (most) => search.count(walk, also, most),
  };
}

/** Several walks in the same order that may find the same account, as while a key of the index is being replaced. */
export function mergedSource(
  search: AccountSearchRepository,
  walks: readonly AccountWalk[],
  also: readonly Condition[],
): AccountSource {
  const [first] = walks;
  if (walks.length === 1 && first) return walkSource(search, first, also);
  const positionOf = ({ account }: FoundAccount): Position => [account.id];
  return {
    positionOf,
    async read(after, size) {
      const pages = await Promise.all(walks.map((walk) => search.page(walk, also, after, size)));
      const byId = new Map(pages.flat().map((one) => [one.account.id, one]));
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
  also: readonly Condition[],
): AccountSource {
  return {
    positionOf: ({ account }) => [account.id],
    isSifted: also.length > 0,
    async read(after, size) {
      const ids = await roles.holdersOf(role, after && String(after[0]), size);
      const found = ids.length > 0 ? await search.page(idsWalk(ids), also, undefined, size) : [];
      const last = ids[size - 1];
      return { found, next: last === undefined ? undefined : [last] };
    },
  };
}
