import { AsyncLocalStorage } from 'node:async_hooks';

/** Answers what is there; a key without an entry is not. */
export type LoadMany<T, K extends string> = (keys: readonly K[]) => Promise<ReadonlyMap<string, T>>;

const LARGEST = 128;
/** A query that takes longer than this is not waited for by those who come later. */
const PATIENCE_MS = 20;
const AT_ONCE = 4;

interface Batch<T, K> {
  readonly keys: Set<K>;
  readonly result: Promise<ReadonlyMap<string, T>>;
  begin(): void;
}

/**
 * Turns single questions into one query. The first goes at once; what is asked for while it is under way gathers
 * for the next, so the batches grow with the load. Nothing is ever stale: each query begins after all of its
 * questions were asked.
 */
export class LoadBatcher<T, K extends string = string> {
  private open: Batch<T, K> | undefined;
  private readonly waiting: Batch<T, K>[] = [];
  private running = 0;
  private lastBegun = 0;
  private lastSize = 0;
  private isBeginning = false;
  /** A batch runs outside of any transaction and deadline, because it serves many callers. */
  private readonly outside = AsyncLocalStorage.snapshot();

  constructor(private readonly loadMany: LoadMany<T, K>) {}

  load(key: K): Promise<T | undefined>;
  /** `pick` makes of what was found what is wanted: another promise for that would cost as much as the look-up. */
  load<A>(key: K, pick: (found: T | undefined) => A): Promise<A>;
  load(key: K, pick: (found: T | undefined) => unknown = (found) => found): Promise<unknown> {
    if (!this.open || this.open.keys.size >= LARGEST) this.open = this.gather();
    const batch = this.open;
    batch.keys.add(key);
    this.beginSoon();
    return batch.result.then((found) => pick(found.get(key)));
  }

  private gather(): Batch<T, K> {
    const keys = new Set<K>();
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const result = this.outside(async () => {
      await begun;
      return this.loadMany([...keys]);
    });
    // Every caller sees a failure for itself.
    void result.catch(() => undefined).then(() => this.ended());
    const batch = { keys, result, begin: () => begin() };
    this.waiting.push(batch);
    return batch;
  }

  /**
   * Starts after the current loop of the caller, so that it can add several keys. Under load it starts after all
   * pending I/O events have been processed.
   */
  private beginSoon(): void {
    if (this.isBeginning || !this.mayBegin()) return;
    this.isBeginning = true;
    const begin = () => {
      this.isBeginning = false;
      this.beginNext();
    };
    if (this.lastSize > 1) setImmediate(begin);
    else queueMicrotask(begin);
  }

  private beginNext(): void {
    const batch = this.waiting.shift();
    if (!batch) return;
    if (batch === this.open) this.open = undefined;
    this.running++;
    this.lastSize = batch.keys.size;
    this.lastBegun = performance.now();
    batch.begin();
  }

  private mayBegin(): boolean {
    if (this.running === 0) return true;
    return this.running < AT_ONCE && performance.now() - this.lastBegun > PATIENCE_MS;
  }

  private ended(): void {
    this.running--;
    this.beginNext();
  }
}
