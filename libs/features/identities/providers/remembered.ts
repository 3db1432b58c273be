/** What is asked of a provider now and then: by one for all who wait for it. A failure is not remembered. */
export class Remembered<T> {
  private held: { readonly value: Promise<T>; readonly until: number } | undefined;

  constructor(
    private readonly ask: () => Promise<T>,
    private readonly milliseconds: number,
  ) {}

  get(): Promise<T> {
    if (this.held && performance.now() < this.held.until) return this.held.value;
    const asked = { value: this.ask(), until: performance.now() + this.milliseconds };
    this.held = asked;
    asked.value.catch(() => {
      if (this.held === asked) this.held = undefined;
    });
    return asked.value;
  }
}
