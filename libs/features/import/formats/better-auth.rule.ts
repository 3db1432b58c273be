import { storedTextOf } from '@platform/legacy-hashes/spellings/stored-text';
import { listAt, isoTimeOf, withoutMissing, textAt, usernameOf } from './fields.rule';
import type { ImportFormat } from './import-format';

/** Rows of `user`, each with its rows of `account` as `accounts`. */
export const betterAuth: ImportFormat = {
  name: 'better-auth',
  read(record) {
    const credential = listAt(record, 'accounts').find((account) => providerOf(account) === 'credential');
    const hash = credential && textAt(credential, 'password');
    return {
      user: withoutMissing({
        email: record.email,
        emailVerified: booleanOf(record.emailVerified ?? record.email_verified),
        username: usernameOf(record.username, record.email),
        displayName: record.name,
        createdAt: isoTimeOf(record.createdAt ?? record.created_at),
        suspended: booleanOf(record.banned),
      }),
      roles: [],
      password: hash && storedTextOf(hash),
    };
  },
};

function providerOf(account: Readonly<Record<string, unknown>>): unknown {
  return account.providerId ?? account.provider_id;
}

/** MySQL and SQLite store Booleans as numbers. */
function booleanOf(value: unknown): unknown {
  return value === 1 || value === 0 ? value === 1 : value;
}
