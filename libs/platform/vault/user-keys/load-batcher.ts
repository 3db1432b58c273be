import { AsyncLocalStorage } from 'node:async_hooks';

/** Answers what is there; a key without an entry is not. */
export type LoadMany<T> = (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>;

interface Batch<T> {
  readonly keys: Set<string>;
  readonly result: Promise<ReadonlyMap<string, T>>;
}

const LARGEST = 512;

/** Turns the single questions of one turn of the event loop into one query. */
export class LoadBatcher<T> {
  private open: Batch<T> | undefined;
  /** A batch belongs to nobody's transaction and nobody's deadline, since it serves many callers. */
  private readonly outside = AsyncLocalStorage.snapshot();

  constructor(private readonly loadMany: LoadMany<T>) {}

  async load(key: string): Promise<T | undefined> {
    if (!this.open || this.open.keys.size >= LARGEST) this.open = this.begin();
    const batch = this.open;
    batch.keys.add(key);
    return (await batch.result).get(key);
  }

  private begin(): Batch<T> {
    const keys = new Set<string>();
    const result = this.outside(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.open?.keys === keys) this.open = undefined;
      return this.loadMany([...keys]);
    });
    // Every caller sees the failure for itself.
    result.catch(() => undefined);
    return { keys, result };
  }
}
