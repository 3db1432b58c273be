import { parseOidcProviders } from './oidc-settings.rule';

const WHOLE = { name: 'corp', issuer: 'https://id.example.com', clientId: 'a', clientSecret: 'b' };

describe('The list of OpenID providers', () => {
  const read = (list: unknown, production = true) => parseOidcProviders(JSON.stringify(list), production).providers;
  const faultsOf = (list: unknown, production = true) =>
    parseOidcProviders(typeof list === 'string' ? list : JSON.stringify(list), production).faults;

  it('fills in optional values', () => {
    expect(
      read([WHOLE, { ...WHOLE, name: 'my-school', scopes: 'openid', label: 'S', nativeClientIds: ['x'] }]),
    ).toEqual([
      { ...WHOLE, scopes: 'openid email profile', label: 'corp', nativeClientIds: [] },
      { ...WHOLE, name: 'my-school', scopes: 'openid', label: 'S', nativeClientIds: ['x'] },
    ]);
  });

  it.each([
    ['no JSON', 'x', /must be a JSON list/],
    ['an object', WHOLE, /must be a JSON list/],
    ['a text', ['corp'], /must be a JSON list/],
    ['a name too short', [{ ...WHOLE, name: 'c' }], /must have a name/],
    ['a name in capitals', [{ ...WHOLE, name: 'Corp' }], /must have a name/],
    ['a name that is a path', [{ ...WHOLE, name: '../x' }], /must have a name/],
    ['the name of Google', [{ ...WHOLE, name: 'google' }], /must have a name/],
    ['a name twice', [WHOLE, WHOLE], /twice/],
    ['an unknown key', [{ ...WHOLE, secret: 'b' }], /unknown field secret at corp/],
    ['no secret', [{ ...WHOLE, clientSecret: undefined }], /must have issuer, clientId and clientSecret/],
    ['an empty client id', [{ ...WHOLE, clientId: '' }], /must have issuer, clientId and clientSecret/],
    ['scopes without openid', [{ ...WHOLE, scopes: 'email' }], /openid/],
    ['ids that are not strings', [{ ...WHOLE, nativeClientIds: [7] }], /nativeClientIds/],
    ['an issuer without TLS', [{ ...WHOLE, issuer: 'http://id.example.com' }], /issuer at corp/],
    ['an issuer here', [{ ...WHOLE, issuer: 'http://127.0.0.1:9' }], /issuer at corp/],
    ['an issuer with a user', [{ ...WHOLE, issuer: 'https://u@id.example.com' }], /issuer at corp/],
    ['an issuer with a query', [{ ...WHOLE, issuer: 'https://id.example.com?x=1' }], /issuer at corp/],
  ])('rejects %s', (_what, list, fault) => {
    expect(faultsOf(list)).toEqual([expect.stringMatching(fault)]);
  });

  it('reports the faults of all entries at once', () => {
    const list = [{ ...WHOLE, issuer: 'http://id.example.com', scopes: 'email' }, WHOLE, { ...WHOLE, name: 'Corp' }];
    expect(faultsOf(list)).toEqual([
      'has an issuer at corp that must start with https://; http:// is only allowed for this machine and outside production',
      'must include openid in the scopes of corp',
      'must have a name like corp or my-school, other than google, for entry 3',
    ]);
  });

  it('accepts an issuer on this machine outside production', () => {
    for (const issuer of ['http://127.0.0.1:9', 'http://localhost:9', 'http://[::1]:9'])
      expect(read([{ ...WHOLE, issuer }], false)).toHaveLength(1);
    expect(faultsOf([{ ...WHOLE, issuer: 'http://id.example.com' }], false).join()).toMatch(/issuer at corp/);
  });
});
