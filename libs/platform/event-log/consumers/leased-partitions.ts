import type { ConsumerRepository, PartitionLease } from './consumer.repository';

/** Positions after handled events are saved at this interval; without any, less often, because skipping costs little. */
const SAVE_MS = 100;
const SAVE_IDLE_MS = 1000;

/** A partition of a consumer, while this process has its lease. */
export class LeasedPartition {
  /** All events up to here are handled or skipped. */
  position: number;
  /** The position that is stored. */
  saved: number;
  isReleased = false;
  /** No other process has taken it for long, so it is not released to share the work. */
  isKept = false;

  constructor(
    private readonly held: PartitionLease,
    /** By `performance.now()`: afterwards, another process may hold the part. */
    public validUntil: number,
  ) {
    this.position = held.position;
    this.saved = held.position;
  }

  get part(): number {
    return this.held.part;
  }

  get fence(): number {
    return this.held.fence;
  }

  get isValid(): boolean {
    return performance.now() < this.validUntil;
  }
}

/** The partitions of one consumer that this process has leased, with their positions. */
export class LeasedPartitions {
  private readonly parts = new Map<number, LeasedPartition>();
  private savedAt = -Infinity;
  private hasHandled = false;

  constructor(
    private readonly consumer: string,
    private readonly repository: ConsumerRepository,
  ) {}

  get all(): readonly LeasedPartition[] {
    return [...this.parts.values()];
  }

  get valid(): readonly LeasedPartition[] {
    return this.all.filter((part) => part.isValid);
  }

  find(part: number): LeasedPartition | undefined {
    return this.parts.get(part);
  }

  add(held: PartitionLease, validUntil: number, isKept: boolean): void {
    const part = new LeasedPartition(held, validUntil);
    part.isKept = isKept;
    this.parts.set(held.part, part);
  }

  /** Another process has the part. */
  drop(part: number): void {
    this.parts.delete(part);
  }

  /** Moves the parts forward to a position. */
  advance(parts: readonly LeasedPartition[], position: number, handled: number): void {
    this.hasHandled ||= handled > 0;
    for (const part of parts) if (part.position < position) part.position = position;
  }

  /** The delay until positions should be saved; undefined if all are. */
  get saveInMs(): number | undefined {
    if (this.all.every(({ position, saved }) => position === saved)) return undefined;
    return Math.max(0, this.savedAt + (this.hasHandled ? SAVE_MS : SAVE_IDLE_MS) - performance.now());
  }

  async save(): Promise<void> {
    const changed = this.all.filter(({ position, saved }) => position > saved);
    this.savedAt = performance.now();
    this.hasHandled = false;
    for (const group of byPosition(changed)) {
      const position = (group[0] as LeasedPartition).position;
      if (await this.repository.moveTo(this.consumer, group, position)) for (const part of group) part.saved = position;
      // The leases tell which of them this process still holds.
      else for (const { part } of group) this.drop(part);
    }
  }

  /** Releases the parts that other processes should take. Called only while no event is being handled. */
  async releaseMarked(): Promise<void> {
    const marked = this.all.filter(({ isReleased }) => isReleased);
    if (marked.length === 0) return;
    await this.save();
    for (const part of marked) {
      this.drop(part.part);
      await this.repository.release(this.consumer, part);
    }
  }
}

function byPosition(parts: readonly LeasedPartition[]): LeasedPartition[][] {
  const groups = new Map<number, LeasedPartition[]>();
  for (const part of parts) groups.set(part.position, [...(groups.get(part.position) ?? []), part]);
  return [...groups.values()];
}
