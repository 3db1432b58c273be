import { Count, hashOf } from './count';
import type { CountedLimit } from './shared-counters';
import { windowAt } from './window.rule';

const MAX_KEYS = 50_000;
const SWEEP_SECONDS = 1;

/**
 * The counts of this node. Their number is limited: expired windows are removed, then the oldest keys. They are keyed
 * by limit and then by caller, both existing strings, so that no string is created for a lookup.
 */
export class LocalCounts {
  private readonly scopes = new Map<string, Map<string, Count>>();
  private total = 0;
  private sweptAt = 0;

  constructor(
    private readonly now: () => number,
    private readonly maxKeys = MAX_KEYS,
  ) {}

  get size(): number {
    return this.total;
  }

  of(limit: CountedLimit, caller: string): Count {
    const known = this.scopes.get(limit.scope)?.get(caller);
    if (known && known.window.end * 1000 > this.now()) return known;
    return this.create(limit, caller);
  }

  private create(limit: CountedLimit, caller: string): Count {
    this.makeRoom();
    const counts = this.scopes.get(limit.scope) ?? new Map<string, Count>();
    this.scopes.set(limit.scope, counts);
    // The key is deleted first, so that it becomes the newest entry.
    if (counts.delete(caller)) this.total--;
    const count = new Count(hashOf(limit, caller), windowAt(this.now(), limit.seconds));
    counts.set(caller, count);
    this.total++;
    return count;
  }

  private makeRoom(): void {
    const seconds = this.now() / 1000;
    if (seconds - this.sweptAt >= SWEEP_SECONDS) {
      this.sweptAt = seconds;
      this.forget(({ window }) => window.end <= seconds);
    }
    if (this.total < this.maxKeys) return;
    // Evicts from the limit with the most entries, so that flooding one limit does not evict the counts of another.
    const fullest = [...this.scopes.values()].reduce((most, counts) => (counts.size > most.size ? counts : most));
    const oldest = fullest.keys().next().value;
    if (oldest !== undefined && fullest.delete(oldest)) this.total--;
  }

  private forget(isOver: (count: Count) => boolean): void {
    for (const counts of this.scopes.values())
      for (const [caller, count] of counts) if (isOver(count) && counts.delete(caller)) this.total--;
  }
}
