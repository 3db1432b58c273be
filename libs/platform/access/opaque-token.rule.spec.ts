import { hashOfToken, isOpaqueToken, newOpaqueToken, OPAQUE_TOKEN_LENGTH } from './opaque-token.rule';

describe('An opaque token', () => {
  const token = newOpaqueToken('ukx_');

  it('has a prefix and 256 random bits', () => {
    const tokens = new Set(Array.from({ length: 100 }, () => newOpaqueToken('ukx_')));
    expect(tokens.size).toBe(100);
    for (const each of tokens) {
      expect(each).toMatch(/^ukx_[A-Za-z0-9_-]{43}$/);
      expect(each).toHaveLength(OPAQUE_TOKEN_LENGTH);
      expect(isOpaqueToken('ukx_', each)).toBe(true);
    }
  });

  it('is recognised by its prefix and length', () => {
    const others = [
      '',
      'ukx_',
      token.slice(0, -1),
      `${token}A`,
      `${token}\n`,
      ` ${token}`,
      token.replace('ukx_', 'uky_'),
    ];
    expect(others.filter((text) => isOpaqueToken('ukx_', text))).toEqual([]);
  });

  it('is stored as its SHA-256 hash, prefix included', () => {
    expect(hashOfToken(`ukx_${'A'.repeat(43)}`).toString('hex')).toBe(
      '000c747b442af8963f5bc7e4f7563a05abbc2d927223be6a5b6da72a0d2d7004',
    );
  });
});
