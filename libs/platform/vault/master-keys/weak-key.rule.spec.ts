import { randomBytes } from 'node:crypto';
import { DOCUMENTED_EXAMPLE, weaknessOf } from './weak-key.rule';

describe('weaknessOf', () => {
  it('accepts random keys', () => {
    for (let i = 0; i < 20_000; i++) expect(weaknessOf(randomBytes(32))).toBeUndefined();
  });

  it('detects keys of few different bytes, in any order', () => {
    const digits = [...'31415926535897932384626433832795'].map((digit) => Number(digit) ** 2 * 3);
    expect(weaknessOf(Buffer.from(digits))).toBe('repeats itself');
  });

  it('rejects an example that would pass every other test', () => {
    const almost = Buffer.from(DOCUMENTED_EXAMPLE, 'base64');
    almost[0] = (almost[0] as number) ^ 1;
    expect(weaknessOf(Buffer.from(DOCUMENTED_EXAMPLE, 'base64'))).toContain('example');
    expect(weaknessOf(almost)).toBeUndefined();
  });
});
