import fc from 'fast-check';
import { parseGuarded, RefusedJson } from './json-guard.rule';

describe('The JSON guard', () => {
  it('reads every ordinary value as the parser does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        if (/"(__proto__|constructor|prototype)"/.test(text)) return;
        expect(parseGuarded(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('throws nothing but a refusal, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', 'a', '1', ' ', '\u0000') }),
        (text) => {
          try {
            parseGuarded(text);
          } catch (error) {
            expect(error).toBeInstanceOf(RefusedJson);
          }
        },
      ),
    );
  });

  it.each(['{"a":{"b":1,"b":2}}', '[{"x":1,"x":1}]', '{"a\\"":1,"a\\"":2}', '{"\\u0061":1,"a":2}'])(
    'refuses %s',
    (text) => {
      expect(() => parseGuarded(text)).toThrow(RefusedJson);
    },
  );

  it('takes the same name in different objects, and text that only looks like a key', () => {
    expect(parseGuarded('[{"a":1},{"a":{"a":"a"}}]')).toEqual([{ a: 1 }, { a: { a: 'a' } }]);
    expect(parseGuarded('["a","a"]')).toEqual(['a', 'a']);
  });
});
