import {
  faultOfBase,
  faultOfDatabaseUrl,
  faultOfHost,
  faultOfNetwork,
  faultOfOrigin,
  faultOfOutgoingUrl,
  faultOfRedisUrl,
} from './addresses.rule';

describe('An origin', () => {
  it.each(['https://app.example.com', 'http://localhost:4611', 'https://app.example.com:8443', 'http://[::1]:3000'])(
    'is %s',
    (entry) => expect(faultOfOrigin(entry)).toBeUndefined(),
  );

  it.each([
    ['localhost:4611', 'write http://localhost:4611'],
    ['127.0.0.1:4611', 'write http://127.0.0.1:4611'],
    ['http://localhost:4611/', 'write http://localhost:4611'],
    ['app.example.com', 'write https://app.example.com'],
    ['HTTPS://App.Example.com:443/path?a=b', 'write https://app.example.com'],
    ['https://user:secret@app.example.com', 'write https://app.example.com'],
    ['https://bücher.example', 'write https://xn--bcher-kva.example'],
    ['*', 'write it like https://app.example.com'],
    ['https://*.example.com', 'write it like https://app.example.com'],
    ['ftp://app.example.com', 'write it like https://app.example.com'],
    ['null', 'write https://null'],
  ])('cannot be %s', (entry, advice) => {
    expect(faultOfOrigin(entry)).toBe(`has ${JSON.stringify(entry)}, which is not an origin; ${advice}`);
  });
});

describe('The base URL', () => {
  it.each(['', 'https://id.example.com', 'http://localhost:3000', 'https://example.com/base'])('can be %j', (text) =>
    expect(faultOfBase(text)).toBeUndefined(),
  );

  it.each([
    ['https://id.example.com/', 'must be written as https://id.example.com'],
    ['https://ID.example.com:443/base//', 'must be written as https://id.example.com/base'],
    ['https://id.example.com?a=b', 'must not contain a user, a query or a fragment'],
    ['https://id.example.com/#top', 'must not contain a user, a query or a fragment'],
    ['https://me@id.example.com', 'must not contain a user, a query or a fragment'],
  ])('cannot be %s', (text, fault) => expect(faultOfBase(text)).toBe(fault));
});

describe('A URL that userkeep calls', () => {
  const HTTPS = 'must start with https://; http:// is only allowed for this machine and outside production';

  it('starts with https, or outside production with http for this machine', () => {
    for (const production of [true, false])
      for (const url of [undefined, 'https://siem.example.com/events', 'https://127.0.0.1:8443/'])
        expect(faultOfOutgoingUrl(url, production, 'SIEM_TOKEN')).toBeUndefined();
    for (const url of ['http://127.0.0.1:9000/', 'http://localhost/', 'http://[::1]:9000/']) {
      expect(faultOfOutgoingUrl(url, false, 'SIEM_TOKEN')).toBeUndefined();
      expect(faultOfOutgoingUrl(url, true, 'SIEM_TOKEN')).toBe(HTTPS);
    }
  });

  it.each([
    ['http://siem.example.com/', HTTPS],
    ['http://127.0.0.1.example.com/', HTTPS],
    ['ftp://siem.example.com/', HTTPS],
    ['siem.example.com', 'must be a URL that starts with https://'],
    ['https://me:secret@siem.example.com/', 'must not contain a password; use SIEM_TOKEN'],
    ['https://me@siem.example.com/', 'must not contain a password; use SIEM_TOKEN'],
  ])('cannot be %s', (url, fault) => expect(faultOfOutgoingUrl(url, false, 'SIEM_TOKEN')).toBe(fault));
});

describe('A network', () => {
  it.each(['127.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '2001:db8::1/128', '0.0.0.0/0'])('can be %s', (entry) =>
    expect(faultOfNetwork(entry)).toBeUndefined(),
  );

  it.each(['proxy', '10.0.0.0/33', 'fd00::/129', '10.0.0', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.1:80', '10.0.0.0/-1'])(
    'is not %s',
    (entry) => expect(faultOfNetwork(entry)).toContain(`has "${entry}", which is neither`),
  );
});

describe('Other addresses', () => {
  it('have the scheme that their setting requires, and are unique', () => {
    for (const url of [undefined, 'mysql://user:secret@host/schema', 'mariadb://host/schema?tls=verify-ca'])
      expect(faultOfDatabaseUrl(url)).toBeUndefined();
    for (const url of [undefined, 'redis://host', 'rediss://host', 'unix:///run/redis.sock'])
      expect(faultOfRedisUrl(url)).toBeUndefined();
    for (const wrong of ['secret', 'postgres://user:secret@host/schema', 'host:3306']) {
      expect(faultOfDatabaseUrl(wrong)).toBe('must be a URL that starts with mysql:// or mariadb://');
      expect(faultOfRedisUrl(wrong)).toBe('must be a URL that starts with redis://, rediss:// or unix://');
    }
  });

  it('of a database have a known TLS mode', () => {
    expect(faultOfDatabaseUrl('mysql://host/schema?tls=required')).toContain('must have ?tls=true, ?tls=verify-ca');
  });

  it('of a host to listen on have neither scheme nor port', () => {
    for (const host of ['0.0.0.0', '::', 'localhost', 'api_1.internal']) expect(faultOfHost(host)).toBeUndefined();
    for (const host of ['http://localhost', 'localhost:3000', '[::1]', 'a b', ''])
      expect(faultOfHost(host)).toContain('must be an IP address or a host name');
  });
});
