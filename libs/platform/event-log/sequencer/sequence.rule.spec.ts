import { Chance } from '@test/support/chance';
import { gapsBetween, without, type Range } from './gaps.rule';
import { advance, type Sequence, type Unsequenced } from './sequence.rule';

const EMPTY: Sequence = { position: 0, highWater: 0, gaps: [] };
const row = (seq: number): Unsequenced => ({ seq, hash: Buffer.alloc(32, seq), type: 'test', version: 1 });
const claimed = (seq: number): Unsequenced => ({ seq, hash: undefined, type: '', version: 0 });
const runsOf = (sequence: Sequence, rows: readonly Unsequenced[]) =>
  advance(sequence, rows).runs.map(({ position, seq, length }) => [position, seq, length]);

describe('The positions of entries', () => {
  it('follow their numbers, and consecutive numbers form one run', () => {
    const { sequence, runs } = advance(EMPTY, [row(3), row(1), row(2), row(5)]);
    expect(runs.map(({ position, seq, length }) => [position, seq, length])).toEqual([
      [1, 1, 3],
      [4, 5, 1],
    ]);
    expect(runs[0]?.hashes.length).toBe(96);
    expect(sequence).toEqual({ position: 4, highWater: 5, gaps: [[4, 4]] });
  });

  it('of an entry that fills a gap come after all earlier ones', () => {
    const before = { position: 4, highWater: 5, gaps: [[4, 4]] as Range[] };
    expect(runsOf(before, [row(4), row(6)])).toEqual([
      [5, 4, 1],
      [6, 6, 1],
    ]);
    expect(advance(before, [row(4)]).sequence).toEqual({ position: 5, highWater: 5, gaps: [] });
  });

  it('are not given to claimed numbers, which close their gap', () => {
    const before = { position: 4, highWater: 9, gaps: [[4, 6]] as Range[] };
    expect(advance(before, [claimed(5)])).toEqual({
      sequence: {
        position: 4,
        highWater: 9,
        gaps: [
          [4, 4],
          [6, 6],
        ],
      },
      runs: [],
      entries: [],
    });
    expect(advance(EMPTY, [claimed(1), row(2)]).sequence).toEqual({ position: 1, highWater: 2, gaps: [] });
  });

  it('have no gap and no duplicate, in whatever order the numbers become visible', () => {
    const chance = new Chance('sequence-rule');
    for (let round = 0; round < 200; round++) {
      const numbers = Array.from({ length: 1 + chance.below(40) }, (_, at) => at + 1);
      const unseen = new Set(numbers);
      const given = new Map<number, number>();
      let sequence = EMPTY;
      while (unseen.size > 0) {
        const visible = [...unseen].filter(() => chance.below(2) === 0);
        for (const seq of visible) unseen.delete(seq);
        const next = advance(sequence, visible.map(row));
        for (const run of next.runs) for (let at = 0; at < run.length; at++) given.set(run.position + at, run.seq + at);
        sequence = next.sequence;
      }
      expect([...given.keys()]).toEqual(numbers);
      expect([...given.values()].sort((a, b) => a - b)).toEqual(numbers);
      expect(sequence).toEqual({ position: numbers.length, highWater: numbers.length, gaps: [] });
    }
  });
});

describe('Gaps', () => {
  it('are the ranges between the numbers that were seen', () => {
    expect(gapsBetween([3, 4, 8], 1)).toEqual([
      [2, 2],
      [5, 7],
    ]);
    expect(gapsBetween([], 5)).toEqual([]);
  });

  it('become smaller with every number that is seen', () => {
    expect(without([[2, 6]], [4])).toEqual([
      [2, 3],
      [5, 6],
    ]);
    expect(without([[2, 3]], [2, 3])).toEqual([]);
    expect(without([[2, 3]], [9])).toEqual([[2, 3]]);
  });
});
