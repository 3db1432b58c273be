import { storedTextOf } from '@platform/legacy-hashes/spellings/stored-text';
import { presentValue, isoTimeOf, personalOf, phoneNumbersOf, withoutMissing, recordAt, textAt } from './fields.rule';
import type { ImportFormat, JsonRecord } from './import-format';

/** Rows of `auth.users`, as JSON. */
export const supabase: ImportFormat = {
  name: 'supabase',
  read(record) {
    const metadata = recordAt(record, 'raw_user_meta_data');
    const hash = textAt(record, 'encrypted_password');
    return {
      user: withoutMissing({
        email: record.email,
        emailVerified: presentValue(record.email_confirmed_at) !== undefined,
        displayName: textAt(metadata, 'full_name') ?? textAt(metadata, 'name'),
        createdAt: isoTimeOf(record.created_at),
        suspended: isBanned(record),
        personal: personalOf({ phoneNumbers: phoneNumbersOf(record.phone) }),
      }),
      roles: [],
      password: hash && storedTextOf(hash),
    };
  },
};

function isBanned(record: JsonRecord): boolean {
  const until = isoTimeOf(record.banned_until);
  return presentValue(record.deleted_at) !== undefined || (typeof until === 'string' && new Date(until) > new Date());
}
