const MOST = 1000;

/** What a pure function of a text answered, for the texts asked about of late. */
export class Memo<T> {
  private known = new Map<string, T>();

  constructor(private readonly work: (text: string) => T) {}

  of(text: string): T {
    let answer = this.known.get(text);
    if (answer === undefined) {
      // Dropped as a whole: to keep what was used last costs more than to find it out again.
      if (this.known.size >= MOST) this.known = new Map();
      answer = this.work(text);
      this.known.set(text, answer);
    }
    return answer;
  }
}
