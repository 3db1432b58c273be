import { deviceOf } from './device.rule';

describe('The device', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    ['curl/8.5.0', 'curl'],
    ['\u0085\u009f', null],
  ])('of %j is %j', (userAgent, device) => expect(deviceOf(userAgent)).toBe(device));

  it.each(['x'.repeat(512), `${'x'.repeat(500)}/1.0`, `a\u0085b${' (z'.repeat(160)}`, 'é'.repeat(512)])(
    'is short plain text for any user agent',
    (userAgent) => expect(deviceOf(userAgent) ?? '').toMatch(/^[^\u0000-\u001f\u007f-\u009f]{1,120}$/),
  );
});
