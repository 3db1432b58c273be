import { placeName, plainDevice } from './notice-text.rule';

describe('The text of a security notice', () => {
  it('contains no device name that a mail program would turn into a link', () => {
    expect(plainDevice('Firefox on Linux')).toBe('Firefox on Linux');
    expect(plainDevice('evil.example.com:8080')).toBe('evil example com 8080');
    expect(plainDevice('<b>')).toBe('b');
    expect([plainDevice(null), plainDevice('...')]).toEqual(['–', '–']);
  });

  it('names a country in the language of the reader', () => {
    expect([placeName('DE', 'de-AT'), placeName('DE', 'en'), placeName(null, 'en')]).toEqual([
      'Deutschland',
      'Germany',
      '–',
    ]);
    expect([placeName('T1', 'en'), placeName('ZZ', 'en')]).toEqual(['T1', 'Unknown Region']);
  });
});
