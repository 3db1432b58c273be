import fc from 'fast-check';
import { anyText } from '@test/support/any-text';
import { parseEmail } from './email-address.rule';

describe('The normalisation of email addresses', () => {
  it.each([
    ['ada@example.com', 'ada@example.com', 'ada@example.com'],
    ['Ada.Lovelace@Example.COM', 'Ada.Lovelace@example.com', 'ada.lovelace@example.com'],
    ["o'brien+news@mail.example.co.uk", "o'brien+news@mail.example.co.uk", "o'brien+news@mail.example.co.uk"],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['ada@BÜCHER.example', 'ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
  ])('accepts %s', (text, address, identity) => {
    expect(parseEmail(text)).toEqual({ address, identity });
  });

  it.each([
    ['a Kelvin sign', 'mi\u212ae@example.com'],
    ['a Kelvin sign in the domain', 'ada@\u212aelvin.example'],
    ['a long s', 'ro\u017fe@example.com'],
    ['a dotless i', 'm\u0131ke@example.com'],
    ['a fullwidth @', 'ada\uff20example.com'],
    ['a fullwidth dot', 'ada@example\uff0ecom'],
    ['an ideographic dot', 'ada@example\u3002com'],
    ['fullwidth letters', '\uff41da@example.com'],
    ['a zero-width space', 'a\u200bda@example.com'],
    ['a zero-width joiner in the domain', 'ada@exam\u200dple.com'],
    ['a soft hyphen in the domain', 'ada@exam\u00adple.com'],
    ['a byte order mark', '\ufeffada@example.com'],
    ['a NUL', 'ada\u0000@example.com'],
    ['a NUL in the domain', 'ada@example.com\u0000.evil.example'],
    ['a line break', 'ada@example.com\nbcc: eve@example.com'],
    ['a space at the end', 'ada@example.com '],
    ['a sharp s in the local part', 'stra\u00dfe@example.com'],
    ['Cyrillic letters', '\u0430da@example.com'],
    ['an emoji', '\u{1f600}@example.com'],
    ['a quoted local part', '"ada lovelace"@example.com'],
    ['a quoted @', '"a@b"@example.com'],
    ['two addresses', 'a@x.example, b@y.example'],
    ['two addresses without a space', 'a@x.example,b@y.example'],
    ['two @', 'a@b@example.com'],
    ['a name before it', 'Ada <ada@example.com>'],
    ['a comment', 'ada(comment)@example.com'],
    ['an address literal', 'ada@[127.0.0.1]'],
    ['an IPv4 address', 'ada@127.0.0.1'],
    ['a domain of one label', 'ada@localhost'],
    ['no domain', 'ada@'],
    ['no local part', '@example.com'],
    ['no @', 'ada.example.com'],
    ['a dot at the beginning', '.ada@example.com'],
    ['a dot at the end', 'ada.@example.com'],
    ['two dots', 'a..b@example.com'],
    ['a dash at the end of a label', 'ada@example-.com'],
    ['a trailing dot', 'ada@example.com.'],
    ['a percent-encoded domain', 'ada@ex%61mple.com'],
    ['a long local part', `${'a'.repeat(65)}@example.com`],
    ['a long address', `ada@${'a.'.repeat(130)}com`],
    ['nothing', ''],
  ])('rejects %s', (_what, text) => {
    expect(parseEmail(text)).toBeUndefined();
  });

  it.each([
    0,
    null,
    undefined,
    true,
    ['ada@example.com'],
    { address: 'ada@example.com' },
    Buffer.from('ada@example.com'),
  ])('rejects %j, which is not a string', (value) => expect(parseEmail(value)).toBeUndefined());

  it('returns only one plain ASCII address for any input', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText(),
          fc.emailAddress(),
          anyText().map((text) => `${text}@example.com`),
          fc.domain().map((domain) => `a@${domain}`),
        ),
        (text) => {
          const parsed = parseEmail(text);
          if (!parsed) return;
          expect(parsed.address).toMatch(/^[\x21-\x7e]+$/);
          expect(parsed.address.split('@')).toHaveLength(2);
          expect(parsed.address).not.toMatch(/[",;:<>()[\]\\]/);
          expect(parseEmail(parsed.address)).toEqual(parsed);
          expect(parseEmail(parsed.identity)?.identity).toBe(parsed.identity);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
