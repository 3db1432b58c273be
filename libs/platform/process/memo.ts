const MOST = 1000;

/** Caches the results of a pure function of a string. */
export class Memo<T> {
  private known = new Map<string, T>();

  constructor(private readonly work: (text: string) => T) {}

  of(text: string): T {
    let answer = this.known.get(text);
    if (answer === undefined) {
      // The whole cache is cleared, because tracking the recently used entries would cost more than computing them again.
      if (this.known.size >= MOST) this.known = new Map();
      answer = this.work(text);
      this.known.set(text, answer);
    }
    return answer;
  }
}
