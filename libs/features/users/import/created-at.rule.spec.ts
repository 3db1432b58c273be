import { creationTimeOf, isCreationTime } from './created-at.rule';

const NOW = new Date('2026-11-25T12:00:00.000Z');

describe('The creation time of an imported account', () => {
  it.each(['1970-01-01T00:00:00.000Z', '2021-12-10T09:00:00+01:00', '2026-11-25T12:01:00.000Z'])(
    'may be %s',
    (createdAt) => {
      expect(isCreationTime(createdAt, NOW)).toBe(true);
    },
  );

  it.each(['1969-12-31T23:59:59.999Z', '0000-01-01T00:00:00.000Z', '2026-11-25T12:01:00.001Z', '2999-01-01', 'soon'])(
    'cannot be %s',
    (createdAt) => {
      expect(isCreationTime(createdAt, NOW)).toBe(false);
    },
  );

  it('is the current time if none is given, and if another clock is ahead', () => {
    expect(creationTimeOf(undefined, NOW)).toEqual(NOW);
    expect(creationTimeOf('2026-11-25T12:00:30.000Z', NOW)).toEqual(NOW);
    expect(creationTimeOf('2021-12-10T08:00:00.000Z', NOW)).toEqual(new Date('2021-12-10T08:00:00.000Z'));
  });
});
