import { loginNameOf } from './login-name.rule';

describe('The login name', () => {
  it.each([
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['Ada@XN--BCHER-KVA.example', 'ada@xn--bcher-kva.example'],
    ['ADA@Example.com', 'ada@example.com'],
  ])('is the same for every spelling of an address, as %s', (email, text) => {
    expect(loginNameOf({ email })).toEqual({ kind: 'email', text });
  });

  it('is the same for every spelling of a username', () => {
    expect(loginNameOf({ username: 'Ada' })).toEqual({ kind: 'username', text: 'ada' });
  });

  it.each([
    { email: 'second factor of 01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' },
    { email: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' },
    { email: 'ada' },
    // The Kelvin sign folds into k.
    { username: '\u212Aelvin' },
    { username: 'ada\0' },
    { username: 'ada@example.com' },
    {},
  ])('does not exist for %j, which cannot be the name of an account', (given) => {
    expect(loginNameOf(given)).toBeUndefined();
  });

  it('distinguishes an address from a username of the same text', () => {
    expect(loginNameOf({ email: 'ada@example.com' })?.kind).toBe('email');
    expect(loginNameOf({ username: 'ada' })?.kind).toBe('username');
  });
});
