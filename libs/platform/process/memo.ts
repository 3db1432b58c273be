const MAX_ENTRIES = 1000;

/** Caches the results of a pure function of a string. */
export class Memo<T> {
  private results = new Map<string, T>();

  constructor(private readonly work: (text: string) => T) {}

  of(text: string): T {
    let result = this.results.get(text);
    if (result === undefined) {
      // The whole cache is cleared, because tracking the recently used entries would cost more than computing them again.
      if (this.results.size >= MAX_ENTRIES) this.results = new Map();
      result = this.work(text);
      this.results.set(text, result);
    }
    return result;
  }
}
