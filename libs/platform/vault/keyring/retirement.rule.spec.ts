import { whyNotRetire } from './retirement.rule';

const NOW = new Date('2026-11-20T12:00:00Z');
const ago = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
const idle = { now: NOW, uses: 0, counters: 0 };

describe('whyNotRetire', () => {
  it.each([
    ['signing', 23, 25],
    ['refresh', 30 * 24, 32 * 24],
    ['cursor', 23, 25],
  ] as const)('keeps a %s key as long as values created with it may be valid', (purpose, early, late) => {
    const key = { purpose, id: 'a1', state: 'retiring' } as const;
    expect(whyNotRetire({ ...key, retiringSince: ago(early) }, idle)).toContain('can be valid for');
    expect(whyNotRetire({ ...key, retiringSince: ago(late) }, idle)).toBeUndefined();
  });

  it.each(['pepper', 'blind-index', 'system'] as const)(
    'does not retire a %s key whose uses are not counted',
    (purpose) => {
      const key = { purpose, id: 'a1', state: 'retiring', retiringSince: ago(1000) } as const;
      expect(whyNotRetire(key, idle)).toContain('no feature counts');
      expect(whyNotRetire(key, { ...idle, counters: 1 })).toBeUndefined();
      expect(whyNotRetire(key, { ...idle, counters: 1, uses: 1 })).toContain('still used 1');
    },
  );

  it.each(['pending', 'active', 'retired'] as const)('does not retire a key that is %s', (state) => {
    expect(whyNotRetire({ purpose: 'cursor', id: 'a1', state, retiringSince: ago(1000) }, idle)).toContain(state);
  });
});
