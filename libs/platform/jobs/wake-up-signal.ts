/** Wakes a waiting loop early. A ring while no loop is waiting is kept for the next wait. */
export class WakeUpSignal {
  private pending = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.pending = true;
    this.wake?.();
  }

  /** Keeps no process alive that has nothing else to do. */
  ringIn(ms: number): void {
    if (ms > 0) setTimeout(() => this.ring(), ms).unref();
    else this.ring();
  }

  /** Resolves at the next ring, or when the time is up. */
  async rung(withinMs: number): Promise<void> {
    if (!this.pending) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.wake = undefined;
    this.pending = false;
  }
}
