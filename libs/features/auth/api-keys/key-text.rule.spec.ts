import { isKeyText, keyIn, newKeyText, visiblePartOf } from './key-text.rule';

describe('The text of an API key', () => {
  const key = newKeyText();

  it('has 256 random bits and a checksum, and is never the same twice', () => {
    expect(key).toMatch(/^uk_[A-Za-z0-9_-]{49}$/);
    expect(isKeyText(key)).toBe(true);
    expect(newKeyText()).not.toBe(key);
    expect(visiblePartOf(key)).toBe(key.slice(0, 9));
  });

  it('keeps its checksum, so that issued keys stay valid', () => {
    expect(isKeyText(`uk_${'A'.repeat(43)}xQFbc3`)).toBe(true);
  });

  it('is invalid if any character is changed, removed or added', () => {
    for (let at = 3; at < key.length; at++) {
      const other = key[at] === 'A' ? 'B' : 'A';
      expect(isKeyText(key.slice(0, at) + other + key.slice(at + 1))).toBe(false);
      expect(isKeyText(key.slice(0, at) + key.slice(at + 1))).toBe(false);
    }
    expect([`${key}A`, ` ${key}`, `${key}\n`, '', 'uk_', key.toUpperCase()].filter(isKeyText)).toEqual([]);
  });

  it.each([
    [`Bearer ${key}`, key],
    [`bearer ${key}`, key],
    ['Bearer uk_', 'uk_'],
    ['Bearer eyJhbGciOiJFUzI1NiJ9.e30.x', undefined],
    [`Basic ${key}`, undefined],
    [key, undefined],
    ['', undefined],
  ])('is found in the header %s', (header, found) => expect(keyIn(header)).toBe(found));
});
