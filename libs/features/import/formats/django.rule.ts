import { storedTextOf } from '@platform/legacy-hashes/spellings/stored-text';
import { RecordRefused } from '../import-refused';
import { isoTimeOf, personalOf, withoutMissing, recordAt, textAt, usernameOf } from './fields.rule';
import type { ImportFormat } from './import-format';

/** The output of `manage.py dumpdata auth.user`, or of a custom user model. */
export const django: ImportFormat = {
  name: 'django',
  read(record) {
    const fields = recordAt(record, 'fields');
    if (!Object.hasOwn(fields, 'password')) {
      throw new RecordRefused('not_a_user', 'This record is not a user: it has no fields.password.');
    }
    const hash = textAt(fields, 'password');
    return {
      user: withoutMissing({
        email: fields.email,
        username: usernameOf(fields.username, fields.email),
        displayName: [fields.first_name, fields.last_name].filter(Boolean).join(' '),
        createdAt: isoTimeOf(fields.date_joined),
        suspended: fields.is_active === false,
        personal: personalOf({ givenName: fields.first_name, familyName: fields.last_name }),
      }),
      roles: [],
      // In Django, a leading exclamation mark means that the user has no password.
      password: hash === undefined || hash.startsWith('!') ? undefined : storedTextOf(hash),
    };
  },
};
