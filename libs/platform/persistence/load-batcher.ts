import { AsyncLocalStorage } from 'node:async_hooks';

/** Returns the values that were found, by key. Missing keys have no entry. */
export type LoadMany<T, K extends string> = (keys: readonly K[]) => Promise<ReadonlyMap<string, T>>;

const LARGEST = 128;
/** If a query takes longer than this, the next batch no longer waits for it. */
const NEXT_BATCH_MS = 20;
const AT_ONCE = 4;

interface Batch<T, K> {
  readonly keys: Set<K>;
  readonly result: Promise<ReadonlyMap<string, T>>;
  begin(): void;
}

/**
 * Combines single look-ups into one query. The first query starts at once; keys requested while it runs are collected
 * for the next one, so batches grow with the load. Results are never stale, because a query starts after all of its
 * keys were requested.
 */
export class LoadBatcher<T, K extends string = string> {
  private open: Batch<T, K> | undefined;
  private readonly waiting: Batch<T, K>[] = [];
  private running = 0;
  private lastBegun = 0;
  private lastSize = 0;
  private isBeginning = false;
  /** A batch runs outside any transaction and deadline, because it serves many callers. */
  private readonly runOutsideRequests = AsyncLocalStorage.snapshot();

  constructor(private readonly loadMany: LoadMany<T, K>) {}

  load(key: K): Promise<T | undefined>;
  /** `pick` converts the result here, because another promise for it would cost as much as the look-up. */
  load<A>(key: K, pick: (found: T | undefined) => A): Promise<A>;
  load(key: K, pick: (found: T | undefined) => unknown = (found) => found): Promise<unknown> {
    if (!this.open || this.open.keys.size >= LARGEST) this.open = this.newBatch();
    const batch = this.open;
    batch.keys.add(key);
    this.beginSoon();
    return batch.result.then((found) => pick(found.get(key)));
  }

  private newBatch(): Batch<T, K> {
    const keys = new Set<K>();
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const result = this.runOutsideRequests(async () => {
      await begun;
      return this.loadMany([...keys]);
    });
    // Each caller handles a failure itself.
    void result.catch(() => undefined).then(() => this.onEnd());
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
    return this.running < AT_ONCE && performance.now() - this.lastBegun > NEXT_BATCH_MS;
  }

  private onEnd(): void {
    this.running--;
    this.beginNext();
  }
}
