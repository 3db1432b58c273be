import { provenAddress, provenIdentity } from './proven-identity.rule';

describe('The identity in an ID token', () => {
  const of = (claims: object) => provenIdentity('google', { sub: '1', ...claims });

  it.each([undefined, null, '', 7, {}, 'x'.repeat(256), '\ud800'])('is undefined if the subject is %p', (sub) => {
    expect(of({ sub })).toBeUndefined();
  });

  it.each([
    [true, true],
    ['true', true],
    [false, false],
    ['false', false],
    ['TRUE', false],
    ['yes', false],
    ['1', false],
    [1, false],
    [{}, false],
    [[true], false],
    [null, false],
    [undefined, false],
  ])('treats the address with email_verified %p as verified: %p', (email_verified, isProven) => {
    const identity = of({ email: 'Ada@Example.com', email_verified });
    expect(identity).toMatchObject({ email: 'Ada@example.com', emailVerified: isProven });
    expect(identity && provenAddress(identity)).toBe(isProven ? 'Ada@example.com' : undefined);
  });

  it.each([
    undefined,
    null,
    7,
    '',
    'ada',
    'ada@localhost',
    'mıke@example.com',
    'a@example.com, b@example.com',
    ['a@b.de'],
  ])('has no email address for %p', (email) => {
    expect(of({ email, email_verified: true })).toMatchObject({ email: null, emailVerified: false });
  });

  it.each([
    ['Ada Lovelace', 'Ada Lovelace'],
    ['  Ada \n\t Lovelace ', 'Ada Lovelace'],
    ['A\u0000d\u202ea', 'Ada'],
    ['\ud800Ada', 'Ada'],
    ['x'.repeat(300), 'x'.repeat(100)],
    ['😀'.repeat(101), '😀'.repeat(100)],
    [`${'x'.repeat(99)} y`, 'x'.repeat(99)],
    ['\u200b\u200b', undefined],
    ['', undefined],
    [7, undefined],
    [undefined, undefined],
  ])('converts the name %p to the display name %p', (name, displayName) => {
    expect(of({ name })?.displayName).toBe(displayName);
  });

  it.each([
    ['de', 'de'],
    ['en-gb', 'en-GB'],
    ['not a locale', undefined],
    ['x'.repeat(40), undefined],
    [7, undefined],
  ])('converts the locale %p to %p', (locale, kept) => {
    expect(of({ locale })?.locale).toBe(kept);
  });
});
