import { defineEvent } from '@platform/events/define-event';
import { READ_PERSONAL, READ_USERS } from './users.permissions';

/** The permissions that read the values of changed fields. `SEALED` fields are also encrypted in the account. */
const PLAIN = { permission: READ_USERS };
const SEALED = { permission: READ_PERSONAL, sealed: true };

export const ATTRIBUTE_ACCESS = 'users.attribute-access';

/** The events of this feature. `changes` has the values before and after; only the audit log stores them, encrypted. */
export const UserRegistered = defineEvent<{ by: 'user' | 'admin' | 'import' }>(
  'users.registered',
  'An account was created',
);
export const ProfileChanged = defineEvent<{ fields: string[] }>('users.profile_changed', 'A profile was changed', {
  changes: { username: PLAIN, displayName: PLAIN, bio: PLAIN, locale: PLAIN },
});
export interface EmailChangedFacts {
  /** Changed by its owner or an administrator, undone, or given up because a verified owner claimed an unverified address. */
  readonly how: 'changed' | 'by_admin' | 'undone' | 'given_up';
}
export const EmailChanged = defineEvent<EmailChangedFacts>('users.email_changed', 'An email address was changed', {
  changes: { email: SEALED, emailVerified: PLAIN },
});
export interface StateFacts {
  readonly from: string;
  readonly to: string;
  /** The time at which a suspension ends automatically. */
  readonly until?: string;
  /** Present if the suspension ended automatically. */
  readonly expired?: true;
}
export const AccountStateChanged = defineEvent<StateFacts>(
  'users.state_changed',
  'An account was suspended, reactivated or closed',
  { changes: { reason: PLAIN } },
);
export const EmailVerified = defineEvent<{ verified: boolean }>(
  'users.email_verified',
  'An email address was verified, or is no longer considered verified',
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
  'An administrator or another backend read personal information or the email address of a user',
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
