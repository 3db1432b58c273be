import { argon2 } from './argon2';
import { bcrypt } from './bcrypt';
import { bcryptSha256 } from './bcrypt-sha256';
import { firebaseScrypt } from './firebase-scrypt';
import { UnusableHash, type LegacyHash, type LegacyScheme } from './legacy-hash';
import { pbkdf2 } from './pbkdf2';
import { phpass } from './phpass';
import { saltedDigest } from './salted-digest';
import { scrypt } from './scrypt';

/** To add an algorithm, create a file that exports a scheme, and list it here. */
const SCHEMES: readonly LegacyScheme[] = [
  argon2,
  bcrypt,
  bcryptSha256,
  firebaseScrypt,
  pbkdf2,
  phpass,
  saltedDigest,
  scrypt,
];

/** The width of the column. */
const LONGEST = 512;

/** Parses a stored hash of any scheme. Throws `UnusableHash`. */
export function parseLegacyHash(text: string): LegacyHash {
  if (text.length <= LONGEST) {
    for (const scheme of SCHEMES) {
      const hash = scheme.parse(text);
      if (hash) return hash;
    }
  }
  throw new UnusableHash('hash_unsupported', 'This password hash format is not supported.');
}

/**
 * Tries the password as typed, which most systems hashed, and then in normalised form, because keyboards differ and
 * some systems normalised before hashing.
 */
export async function matchesInAnySpelling(hash: LegacyHash, password: string): Promise<boolean> {
  const spellings = new Set([password, password.normalize('NFC'), password.normalize('NFKC')]);
  for (const spelling of spellings) if (await hash.matches(spelling)) return true;
  return false;
}
