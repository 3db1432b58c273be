const MOST_BUCKETS = 10_000;

export interface PendingAttempt {
  readonly key: Buffer;
  readonly attempts: number;
  /** When its bucket has ended, by `performance.now()`: then there is nothing left to give back. */
  readonly until: number;
}

/** Attempts that were counted and came to nothing because the database went away: given back as soon as it returns. */
export class PendingAttempts {
  private readonly owed = new Map<string, PendingAttempt>();

  get isEmpty(): boolean {
    return this.owed.size === 0;
  }

  add({ key, attempts, until }: PendingAttempt): void {
    const name = key.toString('hex');
    const before = this.owed.get(name);
    if (!before && this.owed.size >= MOST_BUCKETS) return;
    this.owed.set(name, { key, attempts: attempts + (before?.attempts ?? 0), until: before?.until ?? until });
  }

  /** What is owed to these buckets, or to all; whoever takes it gives it back or adds it again. */
  take(keys?: readonly Buffer[]): PendingAttempt[] {
    const names = keys?.map((key) => key.toString('hex')) ?? [...this.owed.keys()];
    const taken = names.map((name) => this.owed.get(name)).filter((entry) => entry !== undefined);
    for (const name of names) this.owed.delete(name);
    return taken.filter(({ until }) => until > performance.now());
  }
}
