import {
  BooleanField,
  ChoiceField,
  IdField,
  IntegerField,
  ShapeField,
  ShapeListField,
  TextField,
  TimeField,
  TimeFilterField,
} from '@platform/http/fields/fields';
import { ROLE_NAME } from '@platform/access/right-names.rule';
import { NEXT_CURSOR, PAGE_CURSOR, PAGE_LIMIT } from '@platform/http/paging/page';
import { checkShape, documentField } from '@platform/http/fields/shape-rules';
import { ACCOUNT_STATES, type AccountState } from '../account-state';
import { ChangeMeDto, MeDto } from '../account/me.dto';
import { profileFaults, USERNAME_SCHEMA } from '../account/profile-fields.rule';
import { DISPLAY_NAME, EMAIL, LOCALE, USERNAME } from '../account/profile-shapes';
import { emailFilterFaults } from './email-filters.rule';

const EMAIL_INPUT = { ...EMAIL, format: 'idn-email' } as const;

export class SuspensionDto {
  @TextField({ max: 500, nullable: true, description: 'The reason, for administrators.', example: 'Sends spam.' })
  reason: string | null;

  @IdField({ nullable: true, description: 'The user who suspended the account, or the API key of the app that did.' })
  by: string | null;

  @TimeField({ nullable: true, description: 'The time of the suspension.', example: '2026-11-20T20:15:00.000Z' })
  at: string | null;

  @TimeField({
    nullable: true,
    description: 'The time at which the suspension ends automatically; null if an administrator must end it.',
    example: '2026-12-20T20:15:00.000Z',
  })
  until: string | null;
}

/** The fields that administrators and apps see of an account. */
export class AdminUserDto extends MeDto {
  @TextField({
    max: 260,
    nullable: true,
    description:
      'The email address, masked unless the caller has `personal.read`. Reading the unmasked address is recorded as `users.personal_data_read`.',
    example: 'a***@example.com',
  })
  declare email: string | null;

  @ShapeField(() => SuspensionDto, { nullable: true, description: 'The suspension, while the account is suspended.' })
  suspension: SuspensionDto | null;

  @TextField({
    max: 10,
    nullable: true,
    description: 'The day on which the user last signed in or refreshed a session, in UTC. Not part of the `ETag`.',
    example: '2026-11-30',
  })
  lastActiveOn: string | null;
}

/** An account must match all filters. */
export class AdminUsersFilters {
  @TextField({
    min: 1,
    max: 50,
    visible: true,
    optional: true,
    description:
      'A prefix of the username or display name, ignoring case and accents. Matching usernames are listed first, then matching display names, each in alphabetical order.',
    example: 'ada',
  })
  q?: string;

  @TextField({ ...EMAIL_INPUT, optional: true, description: 'The full email address.' })
  email?: string;

  @TextField({
    min: 1,
    max: 253,
    optional: true,
    description: 'The domain of the email address.',
    example: 'example.com',
  })
  emailDomain?: string;

  @TextField({
    min: 1,
    max: 30,
    pattern: /^[A-Za-z0-9._-]+$/,
    form: 'a-z, 0-9, . _ -',
    optional: true,
    description: 'A prefix of the username. The list is then ordered by username.',
    example: 'ad',
  })
  username?: string;

  @ChoiceField({
    values: ACCOUNT_STATES,
    optional: true,
    description: 'Returns only accounts in this state.',
    example: 'active',
  })
  state?: AccountState;

  @TextField({
    ...ROLE_NAME,
    min: 2,
    form: 'a-z, 0-9, -',
    optional: true,
    description: 'Returns only users with this role.',
    example: 'support',
  })
  role?: string;

  @TimeFilterField({ optional: true, description: 'Returns only accounts created at or after this time.' })
  createdSince?: string;

  @TimeFilterField({ optional: true, description: 'Returns only accounts created before this time.' })
  createdUntil?: string;

  @TimeFilterField({
    optional: true,
    description:
      'Returns only accounts last active at or after this time, with a precision of one day. The most recently active accounts are listed first.',
  })
  activeSince?: string;

  @TimeFilterField({
    optional: true,
    description: 'Returns only accounts last active before this time, with a precision of one day.',
  })
  activeUntil?: string;
}

export class AdminUsersQuery extends AdminUsersFilters {
  @ChoiceField({
    values: ['true', 'false'],
    optional: true,
    description: 'Whether to return the number of matching accounts as `total`.',
    example: 'false',
  })
  count?: 'true' | 'false';

  @IntegerField(PAGE_LIMIT)
  limit?: number = 20;

  @TextField(PAGE_CURSOR)
  cursor?: string;
}

export class AdminUserListDto {
  @ShapeListField(() => AdminUserDto, {
    maxItems: 100,
    description:
      'The accounts, newest first unless filtered by name or activity. A page can have fewer than `limit` items even if there is a next page.',
  })
  items: AdminUserDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;

  @IntegerField({
    min: 0,
    max: 10_000,
    optional: true,
    description: 'The number of matching accounts, with `count=true`. 10000 means 10000 or more.',
    example: 42,
  })
  total?: number;
}

export class NewUserDto {
  @TextField({ ...EMAIL_INPUT, min: 3 })
  email: string;

  @TextField({ ...USERNAME, optional: true })
  username?: string;

  @TextField({ ...DISPLAY_NAME, min: 1, optional: true })
  displayName?: string;

  @TextField({ ...LOCALE, optional: true })
  locale?: string;

  @BooleanField({ optional: true, description: 'Whether the email address is considered verified.', example: true })
  emailVerified?: boolean;
}

/** A merge patch: absent fields stay unchanged, null removes a field. */
export class ChangeUserDto extends ChangeMeDto {
  @TextField({ ...EMAIL_INPUT, min: 3, optional: true })
  email?: string;

  @BooleanField({
    optional: true,
    description: 'Whether the email address is considered verified. A new address is not, unless you set this.',
    example: true,
  })
  emailVerified?: boolean;
}

checkShape(AdminUsersQuery, 'email', emailFilterFaults);
documentField(NewUserDto, 'username', USERNAME_SCHEMA);
checkShape(NewUserDto, 'profile', profileFaults);
checkShape(ChangeUserDto, 'email', ({ email }) => profileFaults({ email }));
