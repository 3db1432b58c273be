import { shortened } from './shortened.rule';

describe('A shortened text', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['👍👍👍', 3, '👍👍👍'],
    ['👍👍👍👍', 3, '👍👍…'],
    ['ab', 0, '…'],
  ])('%s has at most %i characters, none of them split', (text, max, short) =>
    expect(shortened(text, max)).toBe(short),
  );
});
