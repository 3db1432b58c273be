import { LocalCounts } from './local-counts';

describe('The counts of a node', () => {
  let seconds = 1000;
  beforeEach(() => (seconds = 1000));
  const now = () => seconds * 1000;
  const every = (windowSeconds: number) => ({ scope: `${windowSeconds}:test`, seconds: windowSeconds, requests: 1 });

  it('start again with each window', () => {
    const counts = new LocalCounts(now);
    counts.of(every(10), 'a').pending = 5;
    expect(counts.of(every(10), 'a').pending).toBe(5);
    seconds += 10;
    expect(counts.of(every(10), 'a').pending).toBe(0);
  });

  it('do not mix windows of different lengths', () => {
    const counts = new LocalCounts(now);
    counts.of(every(10), 'a').pending = 5;
    expect(counts.of(every(100), 'a').pending).toBe(0);
    expect(counts.of(every(10), 'a').hash).not.toEqual(counts.of(every(100), 'a').hash);
  });

  it('never exceed their memory limit', () => {
    const counts = new LocalCounts(now, 100);
    for (let n = 0; n < 1000; n++) counts.of(every(10), `${n}`);
    expect(counts.size).toBe(100);
  });

  it('are removed when their window has ended', () => {
    const counts = new LocalCounts(now);
    for (let n = 0; n < 50; n++) counts.of(every(10), `${n}`);
    seconds += 10;
    counts.of(every(10), 'new');
    expect(counts.size).toBe(1);
  });
});
