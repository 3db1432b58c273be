import { Count, hashOf } from './count';
import { windowAt } from './window.rule';

const MAX_KEYS = 50_000;
const SWEEP_SECONDS = 1;

/** The counts this node keeps, bounded: ended windows go, and beyond the limit the oldest keys do. */
export class LocalCounts {
  private readonly counts = new Map<string, Count>();
  private sweptAt = 0;

  constructor(
    private readonly now: () => number,
    private readonly maxKeys = MAX_KEYS,
  ) {}

  get size(): number {
    return this.counts.size;
  }

  of(key: string, windowSeconds: number): Count {
    const window = windowAt(this.now(), windowSeconds);
    const name = `${windowSeconds}:${window.start}:${key}`;
    let count = this.counts.get(name);
    if (!count) {
      this.makeRoom();
      count = new Count(hashOf(key, windowSeconds), window);
      this.counts.set(name, count);
    }
    return count;
  }

  private makeRoom(): void {
    const seconds = this.now() / 1000;
    if (seconds - this.sweptAt >= SWEEP_SECONDS) {
      this.sweptAt = seconds;
      for (const [name, { window }] of this.counts) if (window.end <= seconds) this.counts.delete(name);
    }
    if (this.counts.size < this.maxKeys) return;
    const oldest = this.counts.keys().next().value;
    if (oldest !== undefined) this.counts.delete(oldest);
  }
}
