import { backOffMs } from './back-off.rule';

describe('The wait before another attempt', () => {
  it('doubles, up to an hour', () => {
    expect([1, 2, 3, 30].map((failed) => backOffMs(failed, 1000, 1))).toEqual([1000, 2000, 4000, 3_600_000]);
  });

  it('is at least half of that, so that a failing server gets a pause', () => {
    expect(backOffMs(3, 1000, 0)).toBe(2000);
  });

  it('is no longer than the limit of the job', () => {
    expect(backOffMs(30, 1000, 1, 5000)).toBe(5000);
  });
});
