import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { currentWork } from '@platform/context/work-context';
import { ServiceProblems } from '@platform/errors/platform.errors';
import { AuthConfig } from '../auth.config';

/** Hashing one at a time per core: more at once slow each other and everything else down. The queue is bounded. */
@Injectable()
export class HashQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly atOnce: number;

  constructor(private readonly config: AuthConfig) {
    this.atOnce = config.hashesAtOnce || availableParallelism();
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.atOnce) {
      if (this.waiting.length >= this.config.hashQueue) throw overloaded();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running++;
    }
    try {
      // Whoever waited past the own deadline has been answered: a hash for nobody would only delay the next.
      if ((currentWork()?.deadline ?? Infinity) <= performance.now()) throw overloaded();
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}

function overloaded() {
  return ServiceProblems.overloaded({ headers: { 'retry-after': '2' } });
}
