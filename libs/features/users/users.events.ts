import { defineEvent } from '@platform/events/define-event';

/** The news of this feature. Values before and after travel as `changes`, which only the audit log may keep, sealed. */
export const UserRegistered = defineEvent<{ by: 'user' | 'admin' | 'import' }>(
  'users.registered',
  'An account was created',
);
export const ProfileChanged = defineEvent<{ fields: string[] }>('users.profile_changed', 'A profile was changed');
export interface EmailChangedFacts {
  /** By its owner, by an administrator, back to what it was before, or because it was another's and never proven. */
  readonly how: 'changed' | 'by_admin' | 'undone' | 'given_up';
}
export const EmailChanged = defineEvent<EmailChangedFacts>('users.email_changed', 'An e-mail address was changed');
export const AccountStateChanged = defineEvent<{ from: string; to: string }>(
  'users.state_changed',
  'An account was suspended, taken up again or closed',
);
export const EmailVerified = defineEvent<{ verified: boolean }>(
  'users.email_verified',
  'An e-mail address was proven, or no longer counts as proven',
);
export const PersonalChanged = defineEvent<{ fields: string[] }>(
  'users.personal_changed',
  'Personal information was changed',
);
export const AvatarChanged = defineEvent<Record<string, never>>(
  'users.avatar_changed',
  'A profile picture was set or removed',
);
export const AttributeSchemaChanged = defineEvent<{ version: number }>(
  'users.attribute_schema_changed',
  'The schema of the custom attributes was changed',
);
