import { isReachable, networksOf } from './address.rule';

const NONE = networksOf([]);

describe('The address of a call to another server', () => {
  it.each(['93.184.216.34', '1.1.1.1', '2606:4700:4700::1111', '::ffff:1.1.1.1'])('can be %s', (address) => {
    expect(isReachable(address, NONE)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.0.9',
    '169.254.169.254',
    '172.16.0.1',
    '192.0.0.8',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '2001:db8::1',
    '2002:7f00:1::',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'ff02::1',
    'not an address',
    '',
  ])('cannot be %j', (address) => {
    expect(isReachable(address, NONE)).toBe(false);
  });

  it('can be in a network that the operator allows, and in no other', () => {
    const allowed = networksOf(['10.0.0.0/8', '127.0.0.1', 'fd00::/8']);
    const reachable = (address: string) => isReachable(address, allowed);
    expect(['10.1.2.3', '127.0.0.1', '::ffff:10.0.0.1', 'fd12::1'].map(reachable)).toEqual([true, true, true, true]);
    expect(['11.0.0.1', '127.0.0.2', '192.168.0.1', 'fe80::1'].map(reachable)).toEqual([true, false, false, false]);
  });
});
