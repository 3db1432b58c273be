import { FORMATS } from './formats.rule';

describe('Formats', () => {
  it.each([
    ['date', ['2024-02-29', '1815-12-10'], ['2025-02-29', '2025-1-1', '2025-01-01T00:00:00Z', '']],
    [
      'date-time',
      ['2026-11-20T20:15:00Z', '2026-11-20T20:15:00.123+02:00', '2026-11-20t20:15:00z'],
      [
        '2026-11-20',
        '2026-11-20T25:00:00Z',
        '2026-11-20T20:15:00',
        '2026-02-30T20:15:00Z',
        '2026-11-20 20:15:00Z',
        'tomorrow',
      ],
    ],
    ['language-tag', ['en', 'de-AT', 'zh-hans-cn'], ['', 'en_US', 'e']],
    [
      'time-zone',
      ['Europe/Berlin', 'America/Argentina/Buenos_Aires', 'UTC', 'Etc/GMT+5'],
      ['', 'Berlin', 'Europe/Berlim', '+01:00', 'Europe/../Berlin', 'Mars/Olympus'],
    ],
    ['email', ['ada@example.com'], ['ada', 'a@x, b@y', '"a b"@example.com', 'mıke@example.com']],
    [
      'uri',
      ['https://example.com/a?b#c', 'tel:+442079460958', 'urn:isbn:0451450523'],
      [
        'example.com',
        'https://',
        'javascript:alert(1)',
        'JavaScript:alert(1)',
        'data:text/html,x',
        'https://a b',
        'https://a"onload',
      ],
    ],
    [
      'uuid',
      ['01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f'],
      ['01993f0e5a5e7cc08f0e0a1b2c3d4e5f', 'urn:uuid:01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f'],
    ],
  ])('accept valid values of %s and nothing else', (name, good, bad) => {
    const format = FORMATS[name] as (text: string) => boolean;
    expect(good.filter((text) => !format(text))).toEqual([]);
    expect(bad.filter(format)).toEqual([]);
  });
});
