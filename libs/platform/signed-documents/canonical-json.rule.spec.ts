import { canonicalJson } from './canonical-json.rule';

describe('Canonical JSON', () => {
  it('has sorted names at every level, and keeps the order of lists', () => {
    const text = canonicalJson({ b: [{ d: 1, c: null }, 'ä'], a: true }).toString();
    expect(text).toBe('{"a":true,"b":[{"c":null,"d":1},"ä"]}');
  });

  it('is the same for equal documents', () => {
    expect(canonicalJson({ a: 1, b: { c: 2, d: 3 } })).toEqual(canonicalJson({ b: { d: 3, c: 2 }, a: 1 }));
  });

  it('leaves out what is undefined, as JSON does', () => {
    expect(canonicalJson({ a: undefined }).toString()).toBe('{}');
  });
});
