import { avatarFault, MAX_PIXELS } from './avatar-limits.rule';

describe('An avatar', () => {
  it.each([
    ['image/png', 'png'],
    ['image/apng', 'png'],
    ['image/jpeg', 'jpeg'],
    ['image/webp', 'webp'],
    ['image/gif', 'gif'],
    ['image/avif', 'heif'],
  ])('can be %s', (mime, format) => {
    expect(avatarFault(mime, { format, width: 1, height: 1 })).toBeUndefined();
  });

  it.each([
    ['image/svg+xml', 'svg'],
    ['application/xml', 'svg'],
    ['image/tiff', 'tiff'],
    ['application/pdf', 'pdf'],
    ['image/png', 'svg'],
    ['image/jpeg', 'png'],
    ['toString', undefined],
    [undefined, 'png'],
    [undefined, undefined],
  ])('is never %s that decodes as %s', (mime, format) => {
    expect(avatarFault(mime, { format, width: 1, height: 1 })).toBe('unreadable');
  });

  it('has a size', () => {
    expect(avatarFault('image/png', { format: 'png' })).toBe('unreadable');
    expect(avatarFault('image/png', { format: 'png', width: 0, height: 5 })).toBe('unreadable');
  });

  it('has at most 40 million pixels', () => {
    expect(avatarFault('image/png', { format: 'png', width: MAX_PIXELS / 1000, height: 1000 })).toBeUndefined();
    expect(avatarFault('image/png', { format: 'png', width: MAX_PIXELS / 1000 + 1, height: 1000 })).toBe(
      'too-many-pixels',
    );
    expect(avatarFault('image/png', { format: 'png', width: 16_000, height: 16_000 })).toBe('too-many-pixels');
  });
});
