import { EXTERNAL_HASHES } from '@test/support/legacy-hashes';
import { UnusableHash } from './legacy-hash';
import { matchesInAnySpelling, parseLegacyHash } from './schemes';
import { storedTextOf } from './spellings/stored-text';

const faultOf = (given: string | Record<string, unknown>) => {
  try {
    storedTextOf(given);
    return undefined;
  } catch (error) {
    if (error instanceof UnusableHash) return error.fault;
    throw error;
  }
};

describe('Legacy password hashes', () => {
  it.each(EXTERNAL_HASHES.map((external) => [external.name, external] as const))(
    'are verified as in the original system: %s',
    async (_name, { given, password }) => {
      const hash = parseLegacyHash(storedTextOf(given));
      expect(await matchesInAnySpelling(hash, password)).toBe(true);
      expect(await matchesInAnySpelling(hash, `${password.slice(0, 20)}x${password.slice(21)}`)).toBe(false);
      expect(await matchesInAnySpelling(hash, '')).toBe(false);
    },
  );

  it.each(EXTERNAL_HASHES.map((external) => [external.name, external] as const))(
    'have decoys of the same kind, which can be verified and do not match the password: %s',
    async (_name, { given, password }) => {
      const hash = parseLegacyHash(storedTextOf(given));
      const decoy = parseLegacyHash(hash.decoy());
      expect(decoy.kind).toBe(hash.kind);
      expect(hash.decoy()).not.toBe(hash.decoy());
      expect(await decoy.matches(password)).toBe(false);
    },
  );

  it('match the password in another Unicode normal form', async () => {
    const external = EXTERNAL_HASHES.find(({ name }) => name === 'bcrypt 2b, non-ascii')!;
    const hash = parseLegacyHash(storedTextOf(external.given));
    expect(await hash.matches(external.password.normalize('NFD'))).toBe(false);
    expect(await matchesInAnySpelling(hash, external.password.normalize('NFD'))).toBe(true);
  });

  it('of bcrypt ignore the password after the first NUL and after 72 bytes, like the C implementation', async () => {
    const short = parseLegacyHash(EXTERNAL_HASHES.find(({ name }) => name === 'bcrypt 2a')!.given as string);
    expect(await short.matches('correct horse 42!\0and more')).toBe(true);
    const long = EXTERNAL_HASHES.find(({ name }) => name === 'bcrypt of more than 72 bytes')!;
    expect(Buffer.byteLength(long.password)).toBeGreaterThan(72);
    expect(await parseLegacyHash(long.given as string).matches('ü'.repeat(36))).toBe(true);
    expect(await parseLegacyHash(long.given as string).matches('ü'.repeat(35))).toBe(false);
  });

  const salt = 'c2FsdHNhbHQ';
  const hash = Buffer.alloc(32, 1).toString('base64');
  const bcryptOf = (cost: string) => `$2b$${cost}$IbRKVGqa2uV0DCJ6LgNcOu6sUZZ5nAjSbrKTeB1vXuRgRj4GnqhxW`;
  it.each<[string, string | Record<string, unknown>]>([
    ['bcrypt of cost 31', bcryptOf('31')],
    ['bcrypt of cost 15', bcryptOf('15')],
    ['argon2 with a gigabyte', `$argon2id$v=19$m=1048576,t=1,p=1$${salt}$${'A'.repeat(43)}`],
    ['argon2 with many passes', `$argon2id$v=19$m=65536,t=1000,p=1$${salt}$${'A'.repeat(43)}`],
    ['PBKDF2 with a billion rounds', { algorithm: 'pbkdf2', digest: 'sha256', iterations: 1e9, salt, hash }],
    ['Django with a billion rounds', `pbkdf2_sha256$1000000000$salt$${hash}`],
    ['scrypt with gigabytes', { algorithm: 'scrypt', n: 2 ** 24, r: 8, p: 1, salt, hash }],
    ['scrypt with many lanes', { algorithm: 'scrypt', n: 2 ** 14, r: 8, p: 1000, salt, hash }],
    ['phpass with 2^30 rounds', '$P$SabcdefghIbRKVGqa2uV0DCJ6LgNcO6'],
    ['a plain hash with a billion rounds', { algorithm: 'sha256', iterations: 1e9, salt, hash }],
  ])('are rejected as too expensive: %s', (_what, given) => expect(faultOf(given)).toBe('hash_too_costly'));

  it('are accepted at the highest allowed cost', () => expect(faultOf(bcryptOf('14'))).toBeUndefined());

  it.each<[string, string | Record<string, unknown>]>([
    ['bcrypt cut off', '$2b$10$IbRKVGqa2uV0DCJ6LgNcOu6s'],
    ['bcrypt of cost 3', bcryptOf('03')],
    ['bcrypt 2x, which has a bug', bcryptOf('10').replace('$2b', '$2x')],
    ['argon2 cut off', '$argon2id$v=19$m=4096'],
    ['argon2 of a version to come', `$argon2id$v=99$m=64,t=1,p=1$${salt}$${'A'.repeat(43)}`],
    ['PBKDF2 of no iterations', { algorithm: 'pbkdf2', digest: 'sha256', iterations: 0, salt, hash }],
    ['PBKDF2 without a hash', { algorithm: 'pbkdf2', digest: 'sha256', iterations: 9, salt }],
    ['PBKDF2 of four bytes', { algorithm: 'pbkdf2', digest: 'sha256', iterations: 9, salt, hash: 'AAAAAA' }],
    ['scrypt whose N is not a power of two', { algorithm: 'scrypt', n: 1000, r: 8, p: 1, salt, hash }],
    ['phpass cut off', '$P$BabcdefghIbRKVGqa2u'],
    ['LDAP cut off', '{SSHA}AAAA'],
    ['md5 that is too long', { algorithm: 'md5', hash, salt }],
    ['an unknown encoding', { algorithm: 'md5', hash, salt, saltEncoding: 'rot13' }],
    ['Django cut off', 'pbkdf2_sha256$1000$salt'],
  ])('are rejected as unreadable: %s', (_what, given) => expect(faultOf(given)).toBe('hash_unreadable'));

  it.each<[string, string | Record<string, unknown>]>([
    ['DES crypt', 'ab/cdefghijkl'],
    ['sha512-crypt', '$6$salt$AAAA'],
    ['a password in the clear', 'violet teapots dance slowly'],
    ['an algorithm of the prototype', { algorithm: 'constructor', hash }],
    ['PBKDF2 with another digest', { algorithm: 'pbkdf2', digest: 'md5', iterations: 9, salt, hash }],
    ['PBKDF2 with a digest of the prototype', { algorithm: 'pbkdf2', digest: 'toString', iterations: 9, salt, hash }],
    ['LDAP of an unknown kind', '{ROT13}AAAA'],
    ['a text longer than the column', `$2b$10$${'a'.repeat(600)}`],
  ])('are rejected as unsupported: %s', (_what, given) => expect(faultOf(given)).toBe('hash_unsupported'));

  it('never appear in error messages', () => {
    const secret = 'IbRKVGqa2uV0DCJ6LgNcOu6s';
    for (const given of [`$2b$10$${secret}`, `{SSHA}${secret}`, `x${secret}`, `$P$S${secret}IbRKVG`]) {
      expect(() => storedTextOf(given)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining(secret) }),
      );
    }
  });

  it('yield to other work while they are iterated', async () => {
    const slow = parseLegacyHash(storedTextOf({ algorithm: 'sha256', iterations: 400_000, salt, hash }));
    let turns = 0;
    const watch = setInterval(() => turns++, 1);
    expect(await slow.matches('anything')).toBe(false);
    clearInterval(watch);
    expect(turns).toBeGreaterThan(20);
  });
});
