import { defineEvent, NoFacts } from '@platform/event-log/definitions/define-event';
import { CHANGED_FIELDS } from '@platform/event-log/definitions/fact-words';
import { BooleanField, ChoiceField, IntegerField, TextListField, TimeField } from '@platform/http/fields/fields';
import { ACCOUNT_STATES, type AccountState } from './account-state';
import { READ_PERSONAL, READ_USERS } from './users.permissions';

/** The permissions that read the values of changed fields. `SEALED` fields are also encrypted in the account. */
const PLAIN = { permission: READ_USERS };
const SEALED = { permission: READ_PERSONAL, sealed: true };

export const ATTRIBUTE_ACCESS = 'users.attribute-access';

class UserRegisteredFacts {
  @ChoiceField({
    values: ['user', 'admin', 'import'],
    description: 'Whether the user, an administrator or an import created the account.',
    example: 'user',
  })
  by: 'user' | 'admin' | 'import';
}

class ProfileChangedFacts {
  @TextListField({ ...CHANGED_FIELDS, example: ['bio'] })
  fields: readonly string[];
}

class PersonalDataChangedFacts {
  @TextListField({
    ...CHANGED_FIELDS,
    description: 'The names of the changed fields, without custom attributes that the user cannot read.',
    example: ['givenName', 'attributes.score'],
  })
  fields: readonly string[];
}

export class EmailChangedFacts {
  @ChoiceField({
    values: ['changed', 'by_admin', 'undone', 'given_up'],
    description:
      'Whether the user or an administrator changed the address, the user undid the change, or the unverified address was given up because its verified owner claimed it.',
    example: 'changed',
  })
  readonly how: 'changed' | 'by_admin' | 'undone' | 'given_up';
}

export class AccountStateFacts {
  @ChoiceField({ values: ACCOUNT_STATES, description: 'The previous state.', example: 'active' })
  from: AccountState;

  @ChoiceField({ values: ACCOUNT_STATES, description: 'The new state.', example: 'suspended' })
  to: AccountState;

  @TimeField({
    optional: true,
    description: 'The time at which the suspension ends automatically.',
    example: '2026-11-20T20:15:00.000Z',
  })
  until?: string;

  @BooleanField({
    optional: true,
    description: 'True if the suspension ended automatically, otherwise absent.',
    example: true,
  })
  expired?: true;
}

class EmailVerifiedFacts {
  @BooleanField({ description: 'Whether the email address is verified now.', example: true })
  verified: boolean;
}

class AttributeSchemaChangedFacts {
  @IntegerField({ min: 1, max: 2_147_483_647, description: 'The version of the new schema.', example: 2 })
  version: number;
}

export const UserRegistered = defineEvent('users.registered', 1, UserRegisteredFacts, 'An account was created');
export const ProfileChanged = defineEvent('users.profile_changed', 1, ProfileChangedFacts, 'A profile was changed', {
  changes: { username: PLAIN, displayName: PLAIN, bio: PLAIN, locale: PLAIN },
});
export const EmailChanged = defineEvent('users.email_changed', 1, EmailChangedFacts, 'An email address was changed', {
  changes: { email: SEALED, emailVerified: PLAIN },
});
export const AccountStateChanged = defineEvent(
  'users.state_changed',
  2,
  AccountStateFacts,
  'An account was suspended, reactivated or closed',
  { changes: { reason: PLAIN } },
);
export const EmailVerified = defineEvent(
  'users.email_verified',
  1,
  EmailVerifiedFacts,
  'An email address was verified, or is no longer considered verified',
  { changes: { emailVerified: PLAIN } },
);
export const PersonalDataChanged = defineEvent(
  'users.personal_data_changed',
  1,
  PersonalDataChangedFacts,
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
export const PhoneChanged = defineEvent(
  'users.phone_changed',
  1,
  NoFacts,
  'The verified phone number of an account was set, changed or removed',
  { changes: { phone: SEALED } },
);
export const PersonalDataRead = defineEvent(
  'users.personal_data_read',
  1,
  NoFacts,
  'An administrator or an app read personal information or the email address of a user',
);
export const AvatarChanged = defineEvent('users.avatar_changed', 1, NoFacts, 'A profile picture was set or removed', {
  changes: { avatar: PLAIN },
});
export const AttributeSchemaChanged = defineEvent(
  'users.attribute_schema_changed',
  1,
  AttributeSchemaChangedFacts,
  'The schema of the custom attributes was changed',
  { changes: { schema: PLAIN } },
);
