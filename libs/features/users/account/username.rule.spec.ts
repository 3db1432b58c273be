import fc from 'fast-check';
import { parseUsername } from './username.rule';

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
      fc.property(fc.string({ unit: 'binary', minLength: 3, maxLength: 30 }), (text) => {
        const parsed = parseUsername(text);
        if ('username' in parsed) expect(parseUsername(parsed.username.toUpperCase())).toEqual(parsed);
      }),
    );
  });
});
