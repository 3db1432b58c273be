import { nameKeyOf } from './name-key.rule';

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

  it('is cut between two characters, so that the key of a prefix is a prefix of the key', () => {
    for (const name of ['x'.repeat(300), `x${'й'.repeat(150)}`, '漢'.repeat(100), `xx${'😀'.repeat(80)}`]) {
      const key = nameKeyOf(name);
      expect(key.length).toBeLessThanOrEqual(200);
      expect(key.length).toBeGreaterThan(196);
      expect(key.toString()).not.toContain('\ufffd');
      expect(key.subarray(0, nameKeyOf(name.slice(0, 20)).length)).toEqual(nameKeyOf(name.slice(0, 20)));
    }
  });
});
