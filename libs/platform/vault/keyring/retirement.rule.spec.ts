import { readFileSync } from 'node:fs';
import { PURPOSES } from './ring-key';
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

describe('The table of docs/deployment.md', () => {
  const text = readFileSync('docs/deployment.md', 'utf8').split('## When a replaced key can be retired')[1] as string;
  const rows = [...text.matchAll(/^\| `([a-z-]+)` +\|[^|]*\| ([^|]*)\|$/gm)].slice(0, PURPOSES.length);
  const COUNTED = ['blind-index', 'pepper'];

  it('lists every purpose of a key', () => {
    expect(rows.map(([, purpose]) => purpose).sort()).toEqual([...PURPOSES].sort());
  });

  it.each(PURPOSES)('says when a replaced key for %s can be retired', (purpose) => {
    const rule = rows.find(([, name]) => name === purpose)?.[2] ?? '';
    const now = new Date();
    const refusalAfter = (hours: number) =>
      whyNotRetire(
        { purpose, id: 'k', state: 'retiring', retiringSince: new Date(now.getTime() - hours * 3_600_000) },
        { now, uses: 0, counters: COUNTED.includes(purpose) ? 1 : 0 },
      );
    if (rule.startsWith('never')) return expect(refusalAfter(1_000_000)).toBeDefined();
    const hours = Number(/(\d+) hours? after/.exec(rule)?.[1] ?? 0);
    expect(refusalAfter(hours)).toBeUndefined();
    if (hours > 0) expect(refusalAfter(hours - 0.01)).toBeDefined();
  });
});
