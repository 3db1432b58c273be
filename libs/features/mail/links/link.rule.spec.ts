import { isBelow } from './link.rule';

const BASE = 'https://id.example.com/pages';

describe('A link in a mail', () => {
  it.each([`${BASE}/reset#token=a%2Fb-_~`, BASE, `${BASE}?a=1`, `${BASE}#token=x`])('can point to %s', (link) => {
    expect(isBelow(BASE, link)).toBe(true);
  });

  it.each([
    'https://id.example.com.evil.example/pages/reset',
    'https://id.example.com/pagesreset',
    'https://id.example.com/other',
    'http://id.example.com/pages/reset',
    'javascript:alert(1)',
    `https://evil.example/${BASE}/`,
    `${BASE}/reset with words`,
    `${BASE}/reset\r\nBcc: v@example.com`,
    `${BASE}/reset">`,
    `${BASE}/rés`,
    ` ${BASE}/reset`,
  ])('cannot point to %j', (link) => {
    expect(isBelow(BASE, link)).toBe(false);
  });

  it('stays on a host without a path', () => {
    expect(isBelow('https://id.example.com', 'https://id.example.com@evil.example/')).toBe(false);
    expect(isBelow('https://id.example.com', 'https://id.example.com:8443/')).toBe(false);
    expect(isBelow('https://id.example.com', 'https://id.example.com\\@evil.example/')).toBe(false);
  });
});
