import fc from 'fast-check';
import { parseGuarded, RefusedJson } from './json-guard.rule';

describe('The JSON guard', () => {
  it('reads every ordinary value as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        // Values that it rejects on purpose have their own tests below.
        if (
          /"(__\w+__|constructor|prototype|toString|toLocaleString|valueOf|hasOwnProperty|isPrototypeOf|propertyIsEnumerable)"/.test(
            text,
          )
        )
          return;
        if (/\d{16}|e\+/.test(text)) return;
        expect(parseGuarded(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('throws only its own error, for any input', () => {
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
    'rejects %s',
    (text) => {
      expect(() => parseGuarded(text)).toThrow(RefusedJson);
    },
  );

  it.each([
    '"\\ud800"',
    '{"\\udfff x":1}',
    '["a\\ud800b"]',
    '1e999',
    '-1e999',
    '12345678901234567890',
    '{"a":[9007199254740993]}',
  ])('rejects %s, which would not be returned as it was sent', (text) =>
    expect(() => parseGuarded(text)).toThrow(RefusedJson),
  );

  it.each(['"\\ud83d\\ude00"', '1e3', '1.5e-7', '9007199254740991', '"1e999"'])('accepts %s', (text) =>
    expect(parseGuarded(text)).toEqual(JSON.parse(text)),
  );

  it.each(['toString', 'valueOf', 'constructor', '__proto__', 'hasOwnProperty'])('rejects the key %s by name', (name) =>
    expect(() => parseGuarded(`{"x":{"${name}":1}}`)).toThrow(`the key ${name}`),
  );

  it('accepts the same name in different objects, and text that only looks like a key', () => {
    expect(parseGuarded('[{"a":1},{"a":{"a":"a"}}]')).toEqual([{ a: 1 }, { a: { a: 'a' } }]);
    expect(parseGuarded('["a","a"]')).toEqual(['a', 'a']);
  });
});
