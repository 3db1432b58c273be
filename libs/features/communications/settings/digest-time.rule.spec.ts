import { digestTime } from './digest-time.rule';

describe('The time of a digest', () => {
  it.each([
    ['hourly', 'Asia/Kolkata', '2026-12-01T10:59:59Z', '2026-12-01T11:00:00Z'],
    ['hourly', 'UTC', '2026-12-01T11:00:00Z', '2026-12-01T12:00:00Z'],
    ['daily', 'Europe/Berlin', '2026-12-01T06:59:00Z', '2026-12-01T07:00:00Z'],
    ['daily', 'Europe/Berlin', '2026-12-01T07:00:00Z', '2026-12-02T07:00:00Z'],
    ['daily', 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-29T06:00:00Z'],
    ['weekly', 'UTC', '2026-11-29T12:00:00Z', '2026-11-30T08:00:00Z'],
    ['weekly', 'UTC', '2026-11-30T07:00:00Z', '2026-11-30T08:00:00Z'],
    ['weekly', 'UTC', '2026-11-30T08:00:00Z', '2026-12-07T08:00:00Z'],
    ['weekly', 'America/Los_Angeles', '2026-12-05T05:00:00Z', '2026-12-07T16:00:00Z'],
  ] as const)('that is %s in %s at %s is %s', (digest, timeZone, now, time) => {
    expect(digestTime(new Date(now), digest, timeZone)).toEqual(new Date(time));
  });
});
