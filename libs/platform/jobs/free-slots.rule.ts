interface Slotted {
  readonly name: string;
  /**
   * The number of these jobs that one process runs at a time. Without it, the job uses the shared slots of the worker.
   */
  readonly atOnce?: number;
}

const SHARED = Symbol('shared');

/** The number of jobs of each name that can start, so that slow jobs of one kind do not delay the others. */
export class FreeSlots {
  private readonly free = new Map<string | symbol, number>();

  constructor(
    private readonly definitions: ReadonlyMap<string, Slotted>,
    running: Iterable<{ readonly name: string }>,
    shared: number,
  ) {
    this.free.set(SHARED, shared);
    for (const { name, atOnce } of definitions.values()) if (atOnce !== undefined) this.free.set(name, atOnce);
    for (const { name } of running) this.take(name);
  }

  get names(): string[] {
    return [...this.definitions.keys()].filter((name) => this.freeFor(name) > 0);
  }

  /** The jobs with dedicated slots, and how many of these are free. */
  get dedicated(): { name: string; free: number }[] {
    return this.names.filter((name) => this.free.has(name)).map((name) => ({ name, free: this.freeFor(name) }));
  }

  get shared(): number {
    return Math.max(0, this.free.get(SHARED) ?? 0);
  }

  get total(): number {
    return [...this.free.values()].reduce((sum, free) => sum + Math.max(0, free), 0);
  }

  /** Returns false if no slot is free. */
  take(name: string): boolean {
    const free = this.freeFor(name);
    this.free.set(this.slotOf(name), free - 1);
    return free > 0;
  }

  private freeFor(name: string): number {
    return this.free.get(this.slotOf(name)) ?? 0;
  }

  private slotOf(name: string): string | symbol {
    return this.free.has(name) ? name : SHARED;
  }
}
