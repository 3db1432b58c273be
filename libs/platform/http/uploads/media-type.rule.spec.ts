import { contentType, hasOtherCharset, isOneOf, mediaTypeOf } from './media-type.rule';

describe('mediaTypeOf', () => {
  it.each([
    ['image/png', 'image/png'],
    [' Image/PNG ; q=1', 'image/png'],
    ['text/plain;charset=utf-8', 'text/plain'],
    ['image/svg+xml', 'image/svg+xml'],
    ['image', undefined],
    ['image/', undefined],
    ['image/png/x', undefined],
    ['image/*', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j as %j', (header, type) => expect(mediaTypeOf(header)).toBe(type));
});

describe('hasOtherCharset', () => {
  it.each([
    [undefined, false],
    ['application/json', false],
    ['application/json; charset=utf-8', false],
    ['application/json;Charset="UTF-8"', false],
    ['application/json; charset=latin1', true],
    ['application/json; q=1; charset="utf-16"', true],
  ])('of %j is %j', (header, expected) => expect(hasOtherCharset(header)).toBe(expected));
});

describe('isOneOf', () => {
  it.each([
    ['image/png', ['image/png'], true],
    ['image/png', ['text/plain', 'image/*'], true],
    ['image/png', ['*/*'], true],
    ['image/png', ['image/jpeg', 'text/*'], false],
    ['image/png', [], false],
  ])('%s of %j is %j', (type, patterns, expected) => expect(isOneOf(type, patterns)).toBe(expected));
});

describe('contentType', () => {
  const png = { declared: 'image/png', isRecognisable: true };
  const text = { declared: 'text/plain', isRecognisable: false };

  it('is determined by the first bytes, whatever was declared', () => {
    expect(contentType({ ...png, found: 'image/jpeg' }, ['image/png', 'image/jpeg'])).toBe('image/jpeg');
  });

  it('is not allowed when the first bytes show another type, even one the header hides', () => {
    expect(contentType({ ...text, found: 'image/png' }, ['text/plain'])).toBeUndefined();
  });

  it('is the declared type when such content has no signature', () => {
    expect(contentType({ ...text, found: undefined }, ['text/*'])).toBe('text/plain');
    expect(contentType({ ...text, found: undefined }, ['image/png'])).toBeUndefined();
  });

  it('is not allowed when content of the declared type would have been recognised', () => {
    expect(contentType({ ...png, found: undefined }, ['image/png'])).toBeUndefined();
  });

  it('can be an animated PNG where PNGs are allowed', () => {
    expect(contentType({ ...png, found: 'image/apng' }, ['image/png'])).toBe('image/apng');
    expect(contentType({ ...png, found: 'image/apng' }, ['image/gif'])).toBeUndefined();
  });
});
