import { defineEvent } from '@platform/events/define-event';
import { READ_PERSONAL, READ_USERS } from './users.permissions';

/** Who may read the values of changed fields: `SEALED` ones are encrypted in the account as well. */
const PLAIN = { permission: READ_USERS };
const SEALED = { permission: READ_PERSONAL, sealed: true };

export const ATTRIBUTE_ACCESS = 'users.attribute-access';

/** The events of this feature. Values before and after travel as `changes`, which only the audit log may keep, sealed. */
export const UserRegistered = defineEvent<{ by: 'user' | 'admin' | 'import' }>(
  'users.registered',
  'An account was created',
);
export const ProfileChanged = defineEvent<{ fields: string[] }>('users.profile_changed', 'A profile was changed', {
  changes: { username: PLAIN, displayName: PLAIN, bio: PLAIN, locale: PLAIN },
});
export interface EmailChangedFacts {
  /** By its owner, by an administrator, back to what it was before, or because it was another's and never proven. */
  readonly how: 'changed' | 'by_admin' | 'undone' | 'given_up';
}
export const EmailChanged = defineEvent<EmailChangedFacts>('users.email_changed', 'An e-mail address was changed', {
  changes: { email: SEALED, emailVerified: PLAIN },
});
export interface StateFacts {
  readonly from: string;
  readonly to: string;
  /** When a suspension is to end by itself. */
  readonly until?: string;
  /** It did end by itself. */
  readonly expired?: true;
}
export const AccountStateChanged = defineEvent<StateFacts>(
  'users.state_changed',
  'An account was suspended, taken up again or closed',
  { changes: { reason: PLAIN } },
);
export const EmailVerified = defineEvent<{ verified: boolean }>(
  'users.email_verified',
  'An e-mail address was proven, or no longer counts as proven',
  { changes: { emailVerified: PLAIN } },
);
export const PersonalDataChanged = defineEvent<{ fields: string[] }>(
  'users.personal_data_changed',
  'Personal information was changed',
  {
    changes: {
      givenName: SEALED,
      familyName: SEALED,
      birthDate: SEALED,
      phoneNumbers: SEALED,
      addresses: SEALED,
      'attributes.*': { ...SEALED, rule: ATTRIBUTE_ACCESS },
    },
  },
);
export const PersonalDataRead = defineEvent(
  'users.personal_data_read',
  'Staff or another backend read personal information or the e-mail address of a user',
);
export const AvatarChanged = defineEvent<Record<string, never>>(
  'users.avatar_changed',
  'A profile picture was set or removed',
  { changes: { avatar: PLAIN } },
);
export const AttributeSchemaChanged = defineEvent<{ version: number }>(
  'users.attribute_schema_changed',
  'The schema of the custom attributes was changed',
  { changes: { schema: PLAIN } },
);
