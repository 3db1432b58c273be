import fc from 'fast-check';
import { mergePatch, mergePatchBetween, partsSetBy } from './merge-patch.rule';

/** The test cases of RFC 7396, appendix A. */
describe('A merge patch', () => {
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('of %j and %j is %j', (target, patch, result) => expect(mergePatch(target, patch)).toEqual(result));
});

const { document } = fc.letrec((tie) => ({
  document: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(1, 'x', true),
    fc.array(fc.oneof(fc.constant(null), tie('document')), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'toString'), tie('document'), { maxKeys: 3 }),
  ),
}));

describe('The merge patch between two documents', () => {
  it('turns the first into the second, for any documents without null in objects', () => {
    fc.assert(
      fc.property(document, document, (before, after) => {
        expect(mergePatch(before, mergePatchBetween(before, after))).toEqual(after);
      }),
    );
  });

  it('names only what differs', () => {
    expect(mergePatchBetween({ a: 1, b: { c: 1, d: [1] }, e: 2 }, { a: 1, b: { c: 2, d: [1] } })).toEqual({
      b: { c: 2 },
      e: null,
    });
    expect(mergePatchBetween({ a: [1] }, { a: [1] })).toEqual({});
  });
});

describe('The parts that a merge patch has set', () => {
  const stored = { a: { b: 1, c: { d: 2 } }, e: [3], f: 4 };

  it.each([
    [{}, {}],
    [{ a: {} }, { a: {} }],
    [{ a: { c: {} } }, { a: { c: {} } }],
    [{ a: { b: 5 } }, { a: { b: 1 } }],
    [{ a: { b: null, x: null }, f: null }, { a: {} }],
    [{ a: undefined, e: [3] }, { e: [3] }],
    [{ toString: {}, f: 5 }, { f: 4 }],
  ])('by %j are as stored, without anything beside them', (patch, parts) => {
    expect(partsSetBy(patch, stored)).toEqual(parts);
  });

  it('do not depend on what was stored before', () => {
    fc.assert(
      fc.property(document, document, document, (before, one, another) => {
        const patch = { p: mergePatchBetween(one, another) };
        expect(partsSetBy(patch, mergePatch(before, patch))).toEqual(mergePatch({}, patch));
      }),
    );
  });
});
