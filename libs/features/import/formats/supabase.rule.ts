import { storedTextOf } from '@platform/legacy-hashes/spellings/stored-text';
import { given, momentOf, personalOf, phoneNumbersOf, present, recordAt, textAt } from './fields.rule';
import type { ImportFormat, JsonRecord } from './import-format';

/** Rows of `auth.users`, as JSON. */
export const supabase: ImportFormat = {
  name: 'supabase',
  read(record) {
    const about = recordAt(record, 'raw_user_meta_data');
    const hash = textAt(record, 'encrypted_password');
    return {
      user: present({
        email: record.email,
        emailVerified: given(record.email_confirmed_at) !== undefined,
        displayName: textAt(about, 'full_name') ?? textAt(about, 'name'),
        createdAt: momentOf(record.created_at),
        suspended: isBanned(record),
        personal: personalOf({ phoneNumbers: phoneNumbersOf(record.phone) }),
      }),
      roles: [],
      password: hash && storedTextOf(hash),
    };
  },
};

function isBanned(record: JsonRecord): boolean {
  const until = momentOf(record.banned_until);
  return given(record.deleted_at) !== undefined || (typeof until === 'string' && new Date(until) > new Date());
}
