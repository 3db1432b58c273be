import type { RoleDirectory } from '@platform/http/access/role-directory';
import type { Position } from '@platform/http/paging/cursors';
import { AccountSearch } from './account-search';
import type { AccountSource } from './account-source';
import type { AccountSources, ChosenSources } from './account-sources';
import type { FoundAccount } from './account-walks.rule';
import { SearchQueue } from './search-queue';

const found = (id: number) => ({ account: { id: String(id) } }) as unknown as FoundAccount;

/** Accounts with the numbers from `first` up to, but not including, `end`. */
function numbers(first: number, end: number): AccountSource & { read: jest.Mock } {
  return {
    positionOf: ({ account }) => [account.id],
    read: jest.fn(async (after: Position | undefined, size: number) => {
      const start = after ? Number(after[0]) + 1 : first;
      const piece = Array.from({ length: Math.min(size, end - start) }, (_, n) => found(start + n));
      return { found: piece, next: piece.length === size ? [String(start + size - 1)] : undefined };
    }),
  };
}

function searchOver(chosen: ChosenSources, isHolder: (id: number) => boolean = () => false) {
  const roles = {
    rolesOfAll: async (ids: readonly string[]) => new Map(ids.map((id) => [id, isHolder(Number(id)) ? ['role'] : []])),
  };
  const sources = { of: async () => chosen } as unknown as AccountSources;
  return new AccountSearch(sources, roles as unknown as RoleDirectory, new SearchQueue());
}

async function allOf(search: AccountSearch, wanted: number): Promise<{ ids: number[]; pages: number }> {
  const ids: number[] = [];
  let [after, pages] = [undefined as Position | undefined, 0];
  for (;;) {
    const page = await search.page({}, after, wanted);
    pages++;
    ids.push(...page.found.map(({ account }) => Number(account.id)));
    const last = page.found[wanted - 1];
    after = page.stoppedAt ?? last?.position;
    if (!after) return { ids, pages };
  }
}

describe('A search over several sources', () => {
  it('reads one source after the other, each to its end, for any page length', async () => {
    for (const wanted of [1, 3, 5, 7, 100]) {
      const search = searchOver({ sources: [numbers(0, 5), numbers(10, 10), numbers(20, 22)] });
      expect((await allOf(search, wanted)).ids).toEqual([0, 1, 2, 3, 4, 20, 21]);
    }
  });

  it('filters at most 10,000 accounts for one page and continues with the next cursor', async () => {
    const source = numbers(0, 25_000);
    const search = searchOver({ sources: [source], role: 'role' }, (id) => id % 12_000 === 11_999);
    const first = await search.page({}, undefined, 2);
    expect(first).toEqual({ found: [], stoppedAt: [0, '9999'] });
    expect(source.read).toHaveBeenCalledTimes(40);
    expect(await allOf(search, 2)).toEqual({ ids: [11_999, 23_999], pages: 3 });
  });

  it('counts up to the given limit, over all sources', async () => {
    const counting = { ...numbers(0, 5), count: async (most: number) => Math.min(most, 5) };
    expect(await searchOver({ sources: [counting, numbers(10, 400)] }).count({}, 10_000)).toBe(395);
    expect(await searchOver({ sources: [counting, numbers(10, 400)] }).count({}, 100)).toBe(100);
    const even = searchOver({ sources: [counting], role: 'role' }, (id) => id % 2 === 0);
    expect(await even.count({}, 100)).toBe(3);
  });

  it('runs four at once when it must filter accounts, and rejects those beyond the queue', async () => {
    let [running, most] = [0, 0];
    const slow: AccountSource = {
      ...numbers(0, 1),
      read: async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        return { found: [], next: undefined };
      },
    };
    const all = async (search: AccountSearch) => {
      most = 0;
      const answers = await Promise.allSettled(Array.from({ length: 30 }, () => search.page({}, undefined, 1)));
      return { most, refused: answers.filter(({ status }) => status === 'rejected') };
    };
    const filtering = await all(searchOver({ sources: [slow], role: 'role' }));
    expect([filtering.most, filtering.refused.length]).toEqual([4, 10]);
    expect(filtering.refused[0]).toMatchObject({ reason: { code: 'service.overloaded' } });
    expect(await all(searchOver({ sources: [slow] }))).toEqual({ most: 30, refused: [] });
  });
});
