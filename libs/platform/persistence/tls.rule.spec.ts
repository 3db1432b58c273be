import { tlsOf } from './tls.rule';

describe('A connection to the database', () => {
  const of = (query: string, ca?: string) => tlsOf(new URL(`mysql://host/schema${query}`), ca);

  it('is encrypted and verifies the server and its name with ?tls=true or a certificate authority', () => {
    expect(of('?tls=true')).toEqual({ rejectUnauthorized: true, verifyIdentity: true });
    expect(of('', 'PEM')).toEqual({ rejectUnauthorized: true, verifyIdentity: true, ca: 'PEM' });
    expect(of('?tls=false', 'PEM')).toEqual({ rejectUnauthorized: true, verifyIdentity: true, ca: 'PEM' });
  });

  it('does not verify the name with ?tls=verify-ca', () => {
    expect(of('?tls=verify-ca', 'PEM')).toEqual({ rejectUnauthorized: true, verifyIdentity: false, ca: 'PEM' });
  });

  it('is rejected for an IP address, whose certificate the driver cannot verify', () => {
    for (const host of ['127.0.0.1', '[::1]']) {
      expect(() => tlsOf(new URL(`mysql://${host}/schema?tls=true`), undefined)).toThrow('IP address');
      expect(tlsOf(new URL(`mysql://${host}/schema?tls=verify-ca`), 'PEM')?.verifyIdentity).toBe(false);
      expect(tlsOf(new URL(`mysql://${host}/schema`), undefined)).toBeUndefined();
    }
  });

  it('is not encrypted without these, or over a unix socket', () => {
    expect(of('')).toBeUndefined();
    expect(of('?socketPath=/run/mysqld.sock', 'PEM')).toBeUndefined();
  });
});
