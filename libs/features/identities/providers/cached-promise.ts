/** Caches the result of an asynchronous call. Concurrent callers share one call, and failures are not cached. */
export class CachedPromise<T> {
  private cached: { readonly value: Promise<T>; readonly until: number } | undefined;

  constructor(
    private readonly load: () => Promise<T>,
    private readonly milliseconds: number,
  ) {}

  get(): Promise<T> {
    if (this.cached && performance.now() < this.cached.until) return this.cached.value;
    const current = { value: this.load(), until: performance.now() + this.milliseconds };
    this.cached = current;
    current.value.catch(() => {
      if (this.cached === current) this.cached = undefined;
    });
    return current.value;
  }
}
