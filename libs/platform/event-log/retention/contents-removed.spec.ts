import { generateKeyPairSync } from 'node:crypto';
import { contentsRemoved, rangesOf, rangesText, removedRanges } from './contents-removed';

describe('The positions of removed contents', () => {
  it('are written as ranges, and read again', () => {
    expect(rangesText([20, 13, 12, 14, 22])).toBe('12-14,20,22');
    expect(rangesOf('12-14,20,22')).toEqual([
      [12, 14],
      [20, 20],
      [22, 22],
    ]);
  });

  it.each(['', '12-', 'a', '1,,2', `${'1,'.repeat(4000)}1`])('are not read from %j', (text) =>
    expect(rangesOf(text)).toEqual([]),
  );

  it('count only if the audit log has signed them', () => {
    const [own, other] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
    const { facts } = contentsRemoved('auth.signed_in', [1, 2], own.privateKey);
    expect(removedRanges(facts, [other.publicKey, own.publicKey])).toEqual([[1, 2]]);
    expect(removedRanges(facts, [other.publicKey])).toEqual([]);
    expect(removedRanges({ ...facts, positions: '1-3' }, [own.publicKey])).toEqual([]);
    expect(removedRanges({ ...facts, type: 'auth.signed_out' }, [own.publicKey])).toEqual([]);
    expect(removedRanges({ positions: '1-3' }, [own.publicKey])).toEqual([]);
    for (const forged of [null, 1, 'text', { ...facts, type: { toString: 1 } }, { ...facts, positions: 12 }])
      expect(removedRanges(forged, [])).toEqual([]);
  });

  it('of the largest piece fit into an event', () => {
    const positions = Array.from({ length: 500 }, (_, at) => 10_000_000_000 + 2 * at);
    expect(rangesOf(rangesText(positions))).toHaveLength(500);
  });
});
