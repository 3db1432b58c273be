import { currentWork } from '@platform/context/work-context';
import { ServiceProblems } from '@platform/errors/platform.errors';

/** So many at once, a few waiting, and whoever comes beyond that is told to come again. */
export abstract class CapacityQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly most: number,
  ) {}

  get usage(): { readonly running: number; readonly waiting: number } {
    return { running: this.running, waiting: this.waiting.length };
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const caller = currentWork();
    // A request whose time is over while it is in here ran into a lack of capacity, and is told so.
    if (caller) caller.needsCapacity = true;
    try {
      await this.turn();
      return await this.runNow(work);
    } finally {
      if (caller) caller.needsCapacity = false;
    }
  }

  private async turn(): Promise<void> {
    if (this.running < this.atOnce) {
      this.running++;
      return;
    }
    if (this.waiting.length >= this.most) throw overloaded();
    // Whoever ends hands the place on, so nobody can slip in between.
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private async runNow<T>(work: () => Promise<T>): Promise<T> {
    try {
      // A caller who waited past the deadline has been answered: the work would only delay the next.
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
