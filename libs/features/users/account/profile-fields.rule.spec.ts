import fc from 'fast-check';
import { anyText } from '@test/support/any-text';
import { nameKeyOf, parseUsername } from './profile-fields.rule';

describe('A username', () => {
  it.each([
    ['ada', 'ada'],
    ['Ada.Lovelace', 'ada.lovelace'],
    ['a-b_c.9', 'a-b_c.9'],
    ['x'.repeat(30), 'x'.repeat(30)],
  ])('can be %s', (text, username) => expect(parseUsername(text)).toEqual({ username }));

  it.each([
    'ab',
    '',
    'x'.repeat(31),
    '.ada',
    'ada.',
    '-ada',
    'ada_',
    'ada lovelace',
    'ada@home',
    'ada/..',
    'ada\u0000',
    'ada\n',
    'ad\u0430',
    '\u212aelvin',
    'ro\u017fe',
    'm\u0131ke',
    '\uff41da',
    'a\u200bda',
    'stra\u00dfe',
    '\u{1f600}ada',
  ])('cannot be %j', (text) => expect(parseUsername(text)).toEqual({ fault: 'form' }));

  it.each(['admin', 'Admin', 'ROOT', 'support', 'null'])('cannot be the reserved name %s', (text) => {
    expect(parseUsername(text)).toEqual({ fault: 'reserved' });
  });

  it('is the same name in any spelling', () => {
    fc.assert(
      fc.property(anyText({ minLength: 3, maxLength: 30 }), (text) => {
        const parsed = parseUsername(text);
        if ('username' in parsed) expect(parseUsername(parsed.username.toUpperCase())).toEqual(parsed);
      }),
    );
  });
});

describe('The key of a display name', () => {
  it.each([
    ['Ada Lovelace', 'ada lovelace'],
    ['  ÁDA   Lövelace', 'ada lovelace'],
    ['A\u0301da', 'ada'],
    ['Weiß', 'weiss'],
    ['Ａｄａ', 'ada'],
    ['\u0301', ''],
    [null, ''],
  ])('of %j is %j', (name, key) => {
    expect(nameKeyOf(name).toString()).toBe(key);
  });

  it('is cut between two characters, so that the key of a beginning is a beginning of the key', () => {
    for (const name of ['x'.repeat(300), `x${'й'.repeat(150)}`, '漢'.repeat(100), `xx${'😀'.repeat(80)}`]) {
      const key = nameKeyOf(name);
      expect(key.length).toBeLessThanOrEqual(200);
      expect(key.length).toBeGreaterThan(196);
      expect(key.toString()).not.toContain('\ufffd');
      expect(key.subarray(0, nameKeyOf(name.slice(0, 20)).length)).toEqual(nameKeyOf(name.slice(0, 20)));
    }
  });
});
