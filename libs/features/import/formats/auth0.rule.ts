import { UnusableHash } from '@platform/legacy-hashes/legacy-hash';
import { scryptText } from '@platform/legacy-hashes/scrypt';
import { storedTextOf } from '@platform/legacy-hashes/spellings/stored-text';
import { isoTimeOf, personalOf, phoneNumbersOf, withoutMissing, recordAt, textAt, usernameOf } from './fields.rule';
import type { ImportFormat, JsonRecord } from './import-format';

/** Auth0's user export, optionally with its export of hashes, or users in the format of Auth0's import. */
export const auth0: ImportFormat = {
  name: 'auth0',
  read(record, { passwordHashes }) {
    const own = textAt(record, 'password_hash') ?? textAt(record, 'passwordHash');
    const separate = passwordHashes?.get(textAt(record, 'user_id') ?? '');
    const hash = own ?? separate;
    const custom = recordAt(record, 'custom_password_hash');
    return {
      user: withoutMissing({
        email: record.email,
        emailVerified: record.email_verified,
        username: usernameOf(record.username, record.email),
        displayName: record.name === record.email ? undefined : record.name,
        createdAt: isoTimeOf(record.created_at),
        suspended: record.blocked,
        personal: personalOf({
          givenName: record.given_name,
          familyName: record.family_name,
          phoneNumbers: phoneNumbersOf(record.phone_number),
        }),
      }),
      roles: [],
      password: hash ? storedTextOf(hash) : customHash(custom),
    };
  },
};

function customHash(custom: JsonRecord): string | undefined {
  const algorithm = textAt(custom, 'algorithm');
  if (algorithm === undefined) return undefined;
  const [hash, salt] = [recordAt(custom, 'hash'), recordAt(custom, 'salt')];
  const value = textAt(hash, 'value') ?? '';
  switch (algorithm) {
    case 'bcrypt':
    case 'argon2':
    case 'pbkdf2':
    case 'ldap':
      return storedTextOf(value);
    case 'scrypt': {
      const cost = { n: Number(custom.cost ?? 16_384), r: Number(custom.blockSize ?? 8), p: parallelismOf(custom) };
      return storedTextOf(scryptText(cost, bytesOf(salt), bytesOf(hash)));
    }
    case 'md5':
    case 'sha1':
    case 'sha256':
    case 'sha512':
      return storedTextOf({
        algorithm,
        hash: bytesOf(hash).toString('base64'),
        salt: bytesOf(salt).toString('base64'),
        saltPosition: salt.position === 'suffix' ? 'after' : 'before',
      });
    default:
      throw new UnusableHash('hash_unsupported', 'The hash algorithm of this password is not supported.');
  }
}

function parallelismOf(custom: JsonRecord): number {
  return Number(custom.parallelization ?? 1);
}

function bytesOf(part: JsonRecord): Buffer {
  const encoding = textAt(part, 'encoding') ?? 'utf8';
  return Buffer.from(textAt(part, 'value') ?? '', encoding === 'hex' || encoding === 'base64' ? encoding : 'utf8');
}
