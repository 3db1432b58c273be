import { changedKeys, depthOf, over } from './values.rule';

describe('The values of a namespace', () => {
  it.each([
    [{ a: 1 }, {}, { a: 1 }],
    [{ a: 1 }, { a: 2, b: 3 }, { a: 2, b: 3 }],
    [{ a: { b: 1, c: { d: 2 } } }, { a: { c: { e: 3 } } }, { a: { b: 1, c: { d: 2, e: 3 } } }],
    [{ a: [1, 2] }, { a: [3] }, { a: [3] }],
    [{ a: { b: 1 } }, { a: null }, { a: null }],
    [{ a: { b: 1 } }, { a: 5 }, { a: 5 }],
    [{ a: 5 }, { a: { b: 1 } }, { a: { b: 1 } }],
    [{}, { toString: 1 }, { toString: 1 }],
  ])('%j are completed by %j to %j', (base, values, merged) => {
    expect(over(base, values)).toEqual(merged);
  });

  it('differ by the keys whose values are not deeply equal', () => {
    expect(changedKeys({ a: { b: [1] }, c: 1, d: 1 }, { d: 2, a: { b: [1] }, e: 1 })).toEqual(['c', 'd', 'e']);
    expect(changedKeys({ a: 1 }, { a: 1, constructor: 1 })).toEqual(['constructor']);
  });

  it.each([
    [1, 0],
    [null, 0],
    [{}, 1],
    [[[]], 2],
    [{ a: { b: [1] } }, 3],
  ])('%j have the depth %i', (value, depth) => expect(depthOf(value)).toBe(depth));
});
