import { faultOfPasskeyOrigin, faultOfRpId } from './passkey-settings.rule';

describe('The settings of passkeys', () => {
  it.each([undefined, 'example.com', 'localhost', 'id.example.co.uk', 'xn--bcher-kva.example'])(
    'accept %s as a domain',
    (id) => {
      expect(faultOfRpId(id)).toBeUndefined();
    },
  );

  it.each([
    'https://example.com',
    'example.com:443',
    'Example.com',
    '127.0.0.1',
    '::1',
    'a..b',
    '-a.example',
    'a_b.example',
  ])('do not accept %s as a domain', (id) => {
    expect(faultOfRpId(id)).toContain('must be a domain');
  });

  it('accept web origins and Android apps as origins of passkeys', () => {
    const app = `android:apk-key-hash:${'a'.repeat(43)}`;
    for (const origin of ['https://app.example.com', 'https://a.example:8443', 'http://localhost:5173', app])
      expect(faultOfPasskeyOrigin(origin)).toBeUndefined();
  });

  it.each([
    '*',
    'https://app.example.com/',
    'https://app.example.com/path',
    'https://APP.example.com',
    'https://app.example.com:443',
    'http://app.example.com',
    'http://localhost.evil.example',
    'app.example.com',
    'android:apk-key-hash:short',
    'null',
  ])('do not accept %s as an origin', (origin) => {
    expect(faultOfPasskeyOrigin(origin)).toContain(`contains ${origin},`);
  });
});
