import fc from 'fast-check';
import { anyText } from '@test/support/any-text';
import { CODE_MAX_LENGTH, formatCode, newCode, parseCode } from './code-text.rule';

describe('The text of a one-time code', () => {
  it('has eight digits', () => {
    for (let n = 0; n < 100; n++) expect(newCode()).toMatch(/^[0-9]{8}$/);
  });

  it('is parsed from a code as it is shown', () => {
    expect(formatCode('01234567')).toBe('0123 4567');
    expect(formatCode('01234567').length).toBeLessThanOrEqual(CODE_MAX_LENGTH);
    expect(parseCode('0123 4567')).toBe('01234567');
  });

  it.each([
    ['with a no-break space', '0123\u00a04567'],
    ['with dashes', '01-23-45-67'],
    ['with an en dash, as phones type it', '0123\u20134567'],
    ['with blanks around', '  01234567\t'],
    ['with direction marks', '\u200e01234567\u200f'],
    ['in full width', '０１２３４５６７'],
    ['in Arabic digits', '٠١٢٣٤٥٦٧'],
    ['in Persian digits', '۰۱۲۳۴۵۶۷'],
    ['in Devanagari', '०१२३४५६७'],
  ])('is parsed %s', (_how, typed) => {
    expect(parseCode(typed)).toBe('01234567');
  });

  it.each(['', '1234567', '123456789', '1234567a', '1234.5678', '+1234567', '1e345678', '½1234567'])(
    'is not parsed from %j',
    (typed) => {
      expect(parseCode(typed)).toBeUndefined();
    },
  );

  it('is eight plain digits or undefined, whatever is typed', () => {
    fc.assert(fc.property(anyText(), (typed) => /^[0-9]{8}$/.test(parseCode(typed) ?? '00000000')));
  });
});
