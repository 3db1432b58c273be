import type { Box } from '@platform/vault/sealing/box';
import type { Versioned } from '../serialization/document';

const MAX_ANSWERS = 5000;

/**
 * Caches recent responses together with the key of their user, so that destroying the key also removes them. A cached
 * response is used only after checking that its version is current, which is cheaper than reading and serialising it
 * again.
 */
export class CachedAnswers<T> {
  private answers = new WeakMap<Box, Versioned<T>>();
  private count = 0;

  constructor(private readonly maxAnswers = MAX_ANSWERS) {}

  of(box: Box): Versioned<T> | undefined {
    return box.destroyed ? undefined : this.answers.get(box);
  }

  keep(box: Box, answer: Versioned<T>): void {
    if (!this.answers.has(box)) this.count++;
    // The whole cache is cleared, because tracking the last use would cost more than serialising some responses again.
    if (this.count > this.maxAnswers) {
      this.answers = new WeakMap();
      this.count = 1;
    }
    this.answers.set(box, answer);
  }
}
