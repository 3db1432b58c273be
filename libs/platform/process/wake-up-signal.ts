/** Wakes a waiting loop early. A signal sent while no loop is waiting is kept for the next wait. */
export class WakeUpSignal {
  private pending = false;
  private wake: (() => void) | undefined;

  send(): void {
    this.pending = true;
    this.wake?.();
  }

  /** The timer does not keep the process alive. */
  sendIn(ms: number): void {
    if (ms > 0) setTimeout(() => this.send(), ms).unref();
    else this.send();
  }

  /** Resolves at the next signal, or after the time limit. */
  async next(withinMs: number): Promise<void> {
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
