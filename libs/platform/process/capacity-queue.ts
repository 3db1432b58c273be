import { currentWork } from '@platform/context/work-context';
import { ServiceProblems } from '@platform/errors/platform.errors';

/** Runs a limited number of tasks at once, queues a few, and rejects the rest as overloaded. */
export abstract class CapacityQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly maxWaiting: number,
  ) {}

  get usage(): { readonly running: number; readonly waiting: number } {
    return { running: this.running, waiting: this.waiting.length };
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const caller = currentWork();
    // A request that times out here lacked capacity, so it gets the overloaded error.
    if (caller) caller.needsCapacity = true;
    try {
      await this.waitForSlot();
      return await this.runNow(work);
    } finally {
      if (caller) caller.needsCapacity = false;
    }
  }

  private async waitForSlot(): Promise<void> {
    if (this.running < this.atOnce) {
      this.running++;
      return;
    }
    if (this.waiting.length >= this.maxWaiting) throw overloaded();
    // A finished task passes its slot on, so that no later caller overtakes the queue.
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private async runNow<T>(work: () => Promise<T>): Promise<T> {
    try {
      // After the deadline the caller already has a response, and the work would only delay the next caller.
      if ((currentWork()?.deadline ?? Infinity) <= performance.now()) throw overloaded();
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}

export function overloaded() {
  return ServiceProblems.overloaded({ headers: { 'retry-after': '2' } });
}
