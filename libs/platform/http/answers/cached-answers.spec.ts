import type { Box } from '@platform/vault/sealing/box';
import { Versioned } from '../serialization/document';
import { CachedAnswers } from './cached-answers';

describe('Cached answers', () => {
  const box = (destroyed = false) => ({ destroyed }) as Box;

  it('are found by the key of their user, only the last one', () => {
    const kept = new CachedAnswers<string>();
    const [ada, bob] = [box(), box()];
    kept.keep(ada, new Versioned('old', 1));
    kept.keep(ada, new Versioned('new', 2));
    expect([kept.of(ada)?.body, kept.of(bob)]).toEqual(['new', undefined]);
  });

  it('are removed with the key, even for code that still references it', () => {
    const kept = new CachedAnswers<string>();
    const ada = { destroyed: false };
    kept.keep(ada as Box, new Versioned('private', 1));
    ada.destroyed = true;
    expect(kept.of(ada as Box)).toBeUndefined();
  });

  it('never exceed their memory limit', () => {
    const kept = new CachedAnswers<number>(10);
    const boxes = Array.from({ length: 25 }, () => box());
    boxes.forEach((one, n) => kept.keep(one, new Versioned(n, 1)));
    const found = boxes.map((one) => kept.of(one)?.body).filter((body) => body !== undefined);
    expect(found).toEqual([20, 21, 22, 23, 24]);
  });
});
