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
  it('shows the position, the speed and the remaining time', () => {
    expect(progressLine(progress, 10_000)).toBe(
      '[############............] 50 %, 49,990 users, 5,000/s, 10 s left, 10 rejected',
    );
  });

  it('excludes the records of earlier runs from the speed', () => {
    expect(progressLine({ ...progress, before: 40_000, refused: 0 }, 10_000)).toBe(
      '[############............] 50 %, 49,990 users, 1,000/s, 50 s left',
    );
  });

  it('uses minutes for many seconds, and leaves out unknown values', () => {
    expect(progressLine({ ...progress, bytes: 10 }, 10_000)).toContain('17 min left');
    expect(progressLine({ ...progress, bytes: 0, records: 0, created: 0, refused: 0 }, 0)).toBe(
      '[........................] 0 %, 0 users, 0/s',
    );
  });
});
