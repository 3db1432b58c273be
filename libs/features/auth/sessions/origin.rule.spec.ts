import { isFromOtherSite } from './origin.rule';

describe('A request that is authenticated by a cookie', () => {
  const own = ['https://app.example.com', 'http://localhost:3000'];

  it.each([
    ['https://app.example.com', undefined, false],
    ['https://evil.example', 'same-origin', true],
    ['https://app.example.com.evil.example', undefined, true],
    ['null', undefined, true],
    [undefined, 'cross-site', true],
    [undefined, 'same-site', true],
    [undefined, 'same-origin', false],
    [undefined, undefined, false],
  ])('from origin %s, site %s: cross-site is %s', (origin, site, expected) => {
    expect(isFromOtherSite(origin, site, own)).toBe(expected);
  });

  it.each([
    ['https://app.example.com', 'cross-site', false],
    ['https://evil.example', 'cross-site', true],
    [undefined, 'same-origin', false],
    [undefined, 'none', true],
    [undefined, undefined, true],
  ])('with SameSite=None, from origin %s, site %s: cross-site is %s', (origin, site, expected) => {
    expect(isFromOtherSite(origin, site, own, { isCrossSite: true })).toBe(expected);
  });
});
