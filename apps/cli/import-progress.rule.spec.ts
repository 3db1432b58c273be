import { progressLine } from './import-progress.rule';

const progress = {
  bytes: 500,
  totalBytes: 1000,
  records: 50_000,
  before: 0,
  created: 49_990,
  withoutPassword: 0,
  refused: 10,
};

describe('The progress of an import', () => {
  it('tells how far it is, how fast, and how long it will take', () => {
    expect(progressLine(progress, 10_000)).toBe(
      '[############............] 50 %, 49,990 users, 5,000/s, 10 s left, 10 rejected',
    );
  });

  it('leaves out of its speed what earlier runs did', () => {
    expect(progressLine({ ...progress, before: 40_000, refused: 0 }, 10_000)).toBe(
      '[############............] 50 %, 49,990 users, 1,000/s, 50 s left',
    );
  });

  it('speaks of minutes where there are many seconds, and of nothing it does not know', () => {
    expect(progressLine({ ...progress, bytes: 10 }, 10_000)).toContain('17 min left');
    expect(progressLine({ ...progress, bytes: 0, records: 0, created: 0, refused: 0 }, 0)).toBe(
      '[........................] 0 %, 0 users, 0/s',
    );
  });
});
