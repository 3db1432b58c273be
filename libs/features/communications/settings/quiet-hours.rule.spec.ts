import { quietUntil, WEEKDAYS, type QuietHours } from './quiet-hours.rule';

const NIGHT: QuietHours = { enabled: true, from: '22:00', until: '07:00', days: WEEKDAYS };

describe('Quiet hours', () => {
  it.each([
    ['before they begin', NIGHT, 'Europe/Berlin', '2026-11-30T20:59:00Z', undefined],
    ['when they begin', NIGHT, 'Europe/Berlin', '2026-11-30T21:00:00Z', '2026-12-01T06:00:00Z'],
    ['after midnight', NIGHT, 'Europe/Berlin', '2026-12-01T02:00:00Z', '2026-12-01T06:00:00Z'],
    ['when they have ended', NIGHT, 'Europe/Berlin', '2026-12-01T06:00:00Z', undefined],
    ['in another time zone', NIGHT, 'America/New_York', '2026-12-01T06:00:00Z', '2026-12-01T12:00:00Z'],
    ['at a half-hour offset', NIGHT, 'Asia/Kolkata', '2026-12-01T01:29:00Z', '2026-12-01T01:30:00Z'],
    ['if they are off', { ...NIGHT, enabled: false }, 'UTC', '2026-12-01T02:00:00Z', undefined],
    ['if they have no length', { ...NIGHT, until: '22:00' }, 'UTC', '2026-12-01T22:00:00Z', undefined],
    ['at noon', { ...NIGHT, from: '12:00', until: '13:30' }, 'UTC', '2026-12-01T12:10:00Z', '2026-12-01T13:30:00Z'],
    // 30 November 2026 is a Monday.
    ['on another day', { ...NIGHT, days: ['tue'] }, 'UTC', '2026-11-30T23:00:00Z', undefined],
    [
      'in the night after their day',
      { ...NIGHT, days: ['mon'] },
      'UTC',
      '2026-12-01T01:00:00Z',
      '2026-12-01T07:00:00Z',
    ],
    ['in the night before their day', { ...NIGHT, days: ['tue'] }, 'UTC', '2026-12-01T01:00:00Z', undefined],
    ['on Sunday for Saturday', { ...NIGHT, days: ['sat'] }, 'UTC', '2026-12-06T01:00:00Z', '2026-12-06T07:00:00Z'],
  ] as const)('%s', (_, quiet, timeZone, now, until) => {
    expect(quietUntil(new Date(now), quiet, timeZone)?.toISOString()).toBe(until && new Date(until).toISOString());
  });

  it.each([
    // Clocks in Berlin show 03:00 after 01:59 on 29 March 2026, and 02:00 again after 02:59 on 25 October 2026.
    ['end an hour earlier when clocks are put forward', NIGHT, '2026-03-28T22:00:00Z', '2026-03-29T05:00:00Z'],
    ['end an hour later when clocks are put back', NIGHT, '2026-10-24T21:00:00Z', '2026-10-25T06:00:00Z'],
    [
      'end when clocks are put forward, if their end does not exist',
      { ...NIGHT, until: '02:30' },
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:30:00Z',
    ],
  ] as const)('%s', (_, quiet, now, until) => {
    expect(quietUntil(new Date(now), quiet, 'Europe/Berlin')).toEqual(new Date(until));
  });

  it('always end, whatever the time, the zone and the change of the clocks', () => {
    const zones = ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'];
    for (const timeZone of zones) {
      for (let time = Date.UTC(2026, 2, 7); time < Date.UTC(2026, 10, 10); time += 47 * 60_000) {
        const until = quietUntil(new Date(time), { ...NIGHT, until: '02:15' }, timeZone);
        if (!until) continue;
        expect(until.getTime()).toBeGreaterThan(time);
        expect(until.getTime() - time).toBeLessThan(26 * 3_600_000);
      }
    }
  });
});
