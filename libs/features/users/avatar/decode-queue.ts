import { Injectable } from '@nestjs/common';
import { ServiceProblems } from '@platform/errors/platform.errors';

/** A decoded picture of 40 megapixels takes up to 160 MB: two at once, a few waiting, the rest later. */
const AT_ONCE = 2;
const WAITING = 16;

@Injectable()
export class DecodeQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < AT_ONCE) this.running++;
    else await this.turn();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }

  /** Whoever ends hands its place on, so nobody can slip in between. */
  private async turn(): Promise<void> {
    if (this.waiting.length >= WAITING) throw ServiceProblems.overloaded({ headers: { 'retry-after': '2' } });
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}
