import { addressOf, networkOf } from './network.rule';

describe('The network of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:aaaa:bbbb:cccc:dddd', '2001:db8:1:2::/64'],
    ['2001:db8::1:2:3:4', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('of %s is %s', (ip, network) => expect(networkOf(ip)).toBe(network));
});

describe('The address of a client', () => {
  it.each(['203.0.113.7', '2001:db8::9', '::ffff:203.0.113.7', 'fe80::1%eth0'])(
    'is %s when a proxy forwards it',
    (ip) => expect(addressOf(ip, '10.0.0.1')).toBe(ip),
  );
  it.each(['', 'me', '203.0.113.7:1234', '203.0.113.7\u0085', '1.2.3', ':::', '_hidden'])(
    "is the proxy's own address when the proxy forwards %j",
    (words) => expect(addressOf(words, '10.0.0.1')).toBe('10.0.0.1'),
  );
});
