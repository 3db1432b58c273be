import { isKnownOrigins, compareWithKnown, type KnownOrigins } from './known-origin.rule';

const NOW = new Date('2026-11-25T12:00:00Z');
const HOME = { device: 'Firefox on Linux', place: 'DE' };
const KNOWN: KnownOrigins = { devices: { 'Firefox on Linux': '2026-11-20' }, places: { DE: '2026-11-20' } };

describe('The origin of a sign-in', () => {
  it('is remembered and not reported at the first sign-in', () => {
    const first = { devices: { 'Firefox on Linux': '2026-11-25' }, places: { DE: '2026-11-25' } };
    expect(compareWithKnown(undefined, HOME, NOW)).toEqual({ isNew: false, changed: first });
  });

  it('is neither reported nor written again if it was seen recently', () => {
    expect(compareWithKnown(KNOWN, HOME, NOW)).toEqual({ isNew: false, changed: undefined });
  });

  it('is reported if the device or the country is new', () => {
    const device = compareWithKnown(KNOWN, { ...HOME, device: 'Safari on iOS' }, NOW);
    expect(device.isNew).toBe(true);
    expect(device.changed?.devices).toEqual({ 'Safari on iOS': '2026-11-25', 'Firefox on Linux': '2026-11-20' });
    expect(compareWithKnown(KNOWN, { ...HOME, place: 'FR' }, NOW).isNew).toBe(true);
  });

  it('is not reported while it is unknown, nor the first time it is known', () => {
    expect(compareWithKnown(KNOWN, { device: null, place: null }, NOW)).toEqual({ isNew: false, changed: undefined });
    expect(compareWithKnown({ ...KNOWN, places: {} }, { ...HOME, place: 'FR' }, NOW).isNew).toBe(false);
  });

  it('is written again after a while, and forgotten after half a year', () => {
    const older = { devices: { 'Firefox on Linux': '2026-10-01' }, places: { DE: '2026-10-01' } };
    expect(compareWithKnown(older, HOME, NOW)).toMatchObject({
      isNew: false,
      changed: { places: { DE: '2026-11-25' } },
    });
    const old = { devices: { 'Firefox on Linux': '2026-05-01' }, places: { DE: '2026-11-20' } };
    expect(compareWithKnown(old, HOME, NOW).isNew).toBe(true);
  });

  it('is kept for the twenty most recent ones, so that it fits', () => {
    let known: KnownOrigins = { devices: {}, places: {} };
    for (let n = 0; n < 40; n++)
      known = compareWithKnown(known, { device: `${n} ${'ä'.repeat(200)}`, place: `P${n}` }, NOW).changed ?? known;
    expect(Buffer.byteLength(JSON.stringify(known))).toBeLessThan(4000);
    const devices = Object.fromEntries(
      Array.from({ length: 30 }, (_, n) => [`${n} `.repeat(30), `2026-11-${10 + (n % 15)}`]),
    );
    const { changed } = compareWithKnown({ devices, places: {} }, { device: 'new', place: null }, NOW);
    expect(Object.keys(changed?.devices ?? {})).toHaveLength(20);
    expect(changed?.devices.new).toBe('2026-11-25');
  });

  it.each([
    [KNOWN, true],
    [{ devices: {}, places: {} }, true],
    [{ devices: { ...KNOWN.devices } }, false],
    [{ ...KNOWN, other: 1 }, false],
    [{ ...KNOWN, places: { DE: 7 } }, false],
    [{ ...KNOWN, places: { DE: '2026-13-01' } }, false],
    [{ ...KNOWN, places: ['DE'] }, false],
    [{ ...KNOWN, devices: { ['x'.repeat(61)]: '2026-11-20' } }, false],
    [{ ...KNOWN, devices: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`d${n}`, '2026-11-20'])) }, false],
    ['text', false],
    [null, false],
  ])('is imported from %j only in the form in which it is stored', (value, isValid) => {
    expect(isKnownOrigins(value)).toBe(isValid);
  });

  it.each(['constructor', '__proto__', 'toString'])('is an ordinary device name when it is called %s', (device) => {
    expect(compareWithKnown(KNOWN, { device, place: null }, NOW).isNew).toBe(true);
  });
});
