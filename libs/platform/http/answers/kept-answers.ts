import type { Box } from '@platform/vault/sealing/box';
import type { Versioned } from '../serialization/document';

const MOST = 5000;

/**
 * Answers given of late, each beside the key of the user it is about, so that it goes when the key does. They may be
 * given again only after the database was asked whether their version is still the current one: that is a smaller
 * question than what the answer was made of, and the text need not be written again.
 */
export class KeptAnswers<T> {
  private answers = new WeakMap<Box, Versioned<T>>();
  private count = 0;

  constructor(private readonly most = MOST) {}

  of(box: Box): Versioned<T> | undefined {
    return box.destroyed ? undefined : this.answers.get(box);
  }

  keep(box: Box, answer: Versioned<T>): void {
    if (!this.answers.has(box)) this.count++;
    // Dropped as a whole: to know which was used last would cost more than to write some of them again.
    if (this.count > this.most) {
      this.answers = new WeakMap();
      this.count = 1;
    }
    this.answers.set(box, answer);
  }
}
