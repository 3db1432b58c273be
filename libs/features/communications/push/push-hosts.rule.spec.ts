import { faultOfHost, isHostIn } from './push-hosts.rule';

describe('The hosts of push services', () => {
  const list = ['push.example.com', '*.example.net'];
  it.each([
    ['push.example.com', true],
    ['a.b.example.net', true],
    ['example.net', false],
    ['evilexample.net', false],
    ['push.example.com.attacker.org', false],
    ['other.push.example.com', false],
  ])('contain %s or not', (host, isIn) => expect(isHostIn(host, list)).toBe(isIn));

  it('are all hosts if the list contains *', () => expect(isHostIn('anything.example.org', ['*'])).toBe(true));

  it.each(['https://push.example.com', 'push.example.com:8443', '*example.com', 'a b', 'Push.example.com'])(
    'are written without a scheme, port or capital letter (%s)',
    (entry) => expect(faultOfHost(entry)).toContain('not a host'),
  );

  it.each(['*', '*.example.com', 'push.example.com', 'localhost', '10.0.0.1'])('can be %s', (entry) =>
    expect(faultOfHost(entry)).toBeUndefined(),
  );
});
