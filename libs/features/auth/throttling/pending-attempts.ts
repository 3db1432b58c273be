const MAX_BUCKETS = 10_000;

export interface PendingAttempt {
  readonly key: Buffer;
  readonly attempts: number;
  /** The time, by `performance.now()`, at which the bucket ends and the attempt no longer counts. */
  readonly until: number;
}

/**
 * Attempts that were counted but could not be completed because the database was unavailable. They are returned to the
 * counter as soon as possible.
 */
export class PendingAttempts {
  private readonly owed = new Map<string, PendingAttempt>();

  get isEmpty(): boolean {
    return this.owed.size === 0;
  }

  add({ key, attempts, until }: PendingAttempt): void {
    const name = key.toString('hex');
    const before = this.owed.get(name);
    if (!before && this.owed.size >= MAX_BUCKETS) return;
    this.owed.set(name, { key, attempts: attempts + (before?.attempts ?? 0), until: before?.until ?? until });
  }

  /**
   * Removes and returns the owed attempts of these buckets, or of all. The caller must return them to the counter or
   * add them again.
   */
  take(keys?: readonly Buffer[]): PendingAttempt[] {
    const names = keys?.map((key) => key.toString('hex')) ?? [...this.owed.keys()];
    const taken = names.map((name) => this.owed.get(name)).filter((entry) => entry !== undefined);
    for (const name of names) this.owed.delete(name);
    return taken.filter(({ until }) => until > performance.now());
  }
}
