import { RecentEntries } from './recent-entries';

const entriesFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({ position: first + at, seq: 2 * (first + at), type: 'test', version: 1 }));
const positionsOf = (entries: readonly { position: number }[] | undefined) => entries?.map(({ position }) => position);

describe('The entries to which this process gave the newest positions', () => {
  it('are known from the first one on', () => {
    const recent = new RecentEntries();
    expect(recent.between(0, 0)).toBeUndefined();
    recent.add(entriesFrom(5, 3));
    recent.add(entriesFrom(8, 2));
    expect(positionsOf(recent.between(4, 9))).toEqual([5, 6, 7, 8, 9]);
    expect(positionsOf(recent.between(6, 7))).toEqual([7]);
    expect(recent.between(3, 6)).toBeUndefined();
    expect(recent.between(6, 10)).toBeUndefined();
  });

  it('are forgotten when another process gave positions in between', () => {
    const recent = new RecentEntries();
    recent.add(entriesFrom(1, 3));
    recent.add(entriesFrom(6, 1));
    expect(recent.between(0, 3)).toBeUndefined();
    expect(positionsOf(recent.between(5, 6))).toEqual([6]);
  });

  it('are limited in number', () => {
    const recent = new RecentEntries();
    recent.add(entriesFrom(1, 10_000));
    expect(recent.between(0, 1)).toBeUndefined();
    expect(positionsOf(recent.between(9_998, 10_000))).toEqual([9_999, 10_000]);
  });
});
