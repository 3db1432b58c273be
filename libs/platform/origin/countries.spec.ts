import { Reader } from 'maxmind';
import { Countries } from './countries';

describe('The country of an IP address', () => {
  const lookup = jest.spyOn(Reader.prototype, 'get');
  const countries = new Countries();
  beforeEach(() => lookup.mockClear());

  it.each([
    ['8.8.8.8', 'US'],
    ['::ffff:8.8.8.8', 'US'],
    ['2001:4860:4860::8888', 'US'],
  ])('is looked up for %s', (ip, country) => expect(countries.of(ip)).toBe(country));

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.1.1',
    '100.64.0.1',
    '0.0.0.0',
    '::',
    '::1',
    'fc00::1',
    'fe80::1',
    '::ffff:10.1.2.3',
    '::ffff:172.16.0.1',
    '::ffff:169.254.1.1',
    'text',
    '',
    undefined,
  ])('is unknown for %s without a lookup', (ip) => {
    expect(countries.of(ip)).toBeNull();
    expect(lookup).not.toHaveBeenCalled();
  });
});
