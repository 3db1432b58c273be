import { isTimeOrDate, isUtcTime } from './utc-time.rule';

describe('A UTC time', () => {
  it.each(['2026-11-20T20:15:00.000Z', '2026-11-20T20:15:00Z', '2024-02-29T00:00:00.5Z', '0001-01-01T00:00:00Z'])(
    'is %s',
    (text) => expect(isUtcTime(text)).toBe(true),
  );

  it.each([
    '2026-02-30T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00+02:00',
    '2026-01-01',
    'yesterday',
    1,
    null,
  ])('is not %s', (value) => expect(isUtcTime(value)).toBe(false));
});

describe('A time to search by', () => {
  it.each(['2026-11-30', '2024-02-29', '2026-11-20T20:15:00.000Z'])('is %s', (text) =>
    expect(isTimeOrDate(text)).toBe(true),
  );

  it.each(['2026-02-30', '2026-11', '2026-11-30T', '20261130', '2026-1-1', 20261130])('is not %s', (value) =>
    expect(isTimeOrDate(value)).toBe(false),
  );
});
