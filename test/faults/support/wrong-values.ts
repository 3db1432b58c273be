/** A value as JSON text, because JavaScript cannot represent some of these values. */
export interface WrongValue {
  readonly name: string;
  readonly json: string;
  /** Rejected as malformed JSON, before any field is validated. */
  readonly malformed?: true;
}

const value = (name: string, of: unknown): WrongValue => ({ name, json: JSON.stringify(of) });
const broken = (name: string, json: string): WrongValue => ({ name, json, malformed: true });

/** Texts that look like something else; also sent as query and path parameters. */
export const UNUSUAL_TEXTS: readonly (readonly [name: string, text: string])[] = [
  ['nothing', ''],
  ['a blank', ' '],
  ['a word', 'x'],
  ['a long text', 'long '.repeat(1000)],
  ['a number in text', '1'],
  ['a negative number in text', '-1'],
  ['a fraction in text', '1.5'],
  ['a huge number in text', '99999999999999999999'],
  ['true in text', 'true'],
  ['null in text', 'null'],
  ['a list in text', '[]'],
  ['an object in text', '{"a":1}'],
  ['a time', '2026-11-20T20:15:00.000Z'],
  ['a time of another zone', '2026-11-20T20:15:00+02:00'],
  ['an impossible date', '2026-02-31'],
  ['an impossible time', '2026-13-40T25:61:61.000Z'],
  ['an unknown id', '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f'],
  ['an id of another kind', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  ['NUL', 'a\u0000b'],
  ['a line break', 'a\nb'],
  ['a zero-width character', 'a\u200bb'],
  ['only zero-width characters', '\u200b\u200d'],
  ['reversed text', '\u202eabc'],
  ['a byte order mark', '\ufeffabc'],
  ['look-alikes', '\uff41\uff44\uff41\uff20\uff45.com \u212a\u017f\u0131'],
  ['a long text of emoji', '🐢'.repeat(40)],
  ['an emoji of several code points', '👩‍👩‍👧‍👦'],
  ['accents on accents', `a${'\u0301'.repeat(200)}`],
  ['SQL', "' OR 1=1 -- "],
  ['more SQL', '"; DROP TABLE users_account; /*'],
  ['a wild card', '%_%'],
  ['a path', '../../../../etc/passwd'],
  ['a template', '${7*7}{{7*7}}<%= 7*7 %>'],
  ['a tag', '<script>alert(1)</script>'],
  ['a header', 'a\r\nSet-Cookie: x=1'],
  ['a prototype', '__proto__'],
];

export const WRONG_VALUES: readonly WrongValue[] = [
  value('null', null),
  value('zero', 0),
  value('a number', 7),
  value('a negative number', -1),
  value('a fraction', 1.5),
  value('a large number', 2 ** 40),
  value('the largest whole number', Number.MAX_SAFE_INTEGER),
  value('a very large number', 1e300),
  value('true', true),
  value('false', false),
  value('an empty list', []),
  value('a list of nothing', [null]),
  value('a list of texts', ['x', 'y']),
  value('a list of lists', [[['x']]]),
  value(
    'a long list',
    Array.from({ length: 300 }, (_, index) => index),
  ),
  value('an empty object', {}),
  value('an object', { a: 1 }),
  value('an object in an object', { a: { b: { c: [{ d: null }] } } }),
  value('an object with a length', { length: 5, 0: 'x' }),
  value('an operator', { $gt: '' }),
  { name: 'a text of 100,000 characters', json: JSON.stringify('x'.repeat(100_000)) },
  ...UNUSUAL_TEXTS.map(([name, text]) => value(name, text)),
  broken('half a surrogate pair', '"\\ud800"'),
  broken('a number beyond the range', '1e999'),
  broken('a number that loses precision', '9007199254740993'),
  broken('the key __proto__', '{"__proto__":{"admin":true}}'),
  broken('the key constructor', '{"constructor":{"prototype":{}}}'),
  broken('one key twice', '{"a":1,"a":2}'),
  broken('one key spelled twice', '{"a":1,"\\u0061":2}'),
  broken('a list too deep', '['.repeat(40) + ']'.repeat(40)),
  broken('an object too deep', '{"a":'.repeat(40) + '1' + '}'.repeat(40)),
  broken('too many keys', JSON.stringify(Object.fromEntries(Array.from({ length: 1100 }, (_, at) => [`k${at}`, 1])))),
  broken('no JSON', 'undefined'),
  broken('NaN', 'NaN'),
  broken('single quotes', "'x'"),
];
