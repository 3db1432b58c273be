import { NumberSet } from './number-set';

describe('A set of numbers', () => {
  it('contains exactly the numbers that were added, in ascending order', () => {
    const set = new NumberSet();
    const numbers = [0, 1, 7, 8, 65_535, 65_536, 5_000_000_000, 9_007_199_254_740_991];
    for (const number of [...numbers.toReversed(), 7]) set.add(number);
    expect([...set.all()]).toEqual(numbers);
    expect(set.count).toBe(numbers.length);
    expect([2, 65_537, 5_000_000_001].map((number) => set.has(number))).toEqual([false, false, false]);
  });
});
