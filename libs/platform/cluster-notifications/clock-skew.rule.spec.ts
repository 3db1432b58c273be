import { clockSkew, isTolerated } from './clock-skew.rule';

describe('The skew of a clock', () => {
  const database = new Date('2026-11-30T12:00:00.000Z');
  const noon = database.getTime();

  it('is positive if the node is ahead of the database, and half of the round trip is subtracted', () => {
    expect(clockSkew(noon + 90_000, database, noon + 90_010)).toBe(90_005);
    expect(clockSkew(noon - 60_000, database, noon - 60_000)).toBe(-60_000);
  });

  it('is tolerated up to 30 s in either direction', () => {
    expect([30_000, -30_000, 30_001, -30_001].map(isTolerated)).toEqual([true, true, false, false]);
  });
});
