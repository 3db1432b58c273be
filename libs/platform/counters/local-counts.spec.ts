import { LocalCounts } from './local-counts';

describe('the counts a node keeps', () => {
  let seconds = 1000;
  beforeEach(() => (seconds = 1000));
  const now = () => seconds * 1000;

  it('begin again with each window', () => {
    const counts = new LocalCounts(now);
    counts.of('a', 10).pending = 5;
    expect(counts.of('a', 10).pending).toBe(5);
    seconds += 10;
    expect(counts.of('a', 10).pending).toBe(0);
  });

  it('do not mix windows of different lengths', () => {
    const counts = new LocalCounts(now);
    counts.of('a', 10).pending = 5;
    expect(counts.of('a', 100).pending).toBe(0);
    expect(counts.of('a', 10).hash).not.toEqual(counts.of('a', 100).hash);
  });

  it('never become more than the memory set aside for them', () => {
    const counts = new LocalCounts(now, 100);
    for (let n = 0; n < 1000; n++) counts.of(`${n}`, 10);
    expect(counts.size).toBe(100);
  });

  it('go when their window has ended', () => {
    const counts = new LocalCounts(now);
    for (let n = 0; n < 50; n++) counts.of(`${n}`, 10);
    seconds += 10;
    counts.of('new', 10);
    expect(counts.size).toBe(1);
  });
});
