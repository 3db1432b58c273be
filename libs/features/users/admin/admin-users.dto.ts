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
import { NEXT_CURSOR, PAGE_CURSOR, PAGE_LIMIT } from '@platform/http/paging/page';
import { checkShape, documentField } from '@platform/http/fields/shape-rules';
import { ACCOUNT_STATES, type AccountState } from '../account/account.entity';
import { ChangeMeDto, MeDto } from '../account/me.dto';
import { profileFaults } from '../account/profile-fields.rule';
import { USERNAME_SCHEMA } from '../account/username.rule';
import { emailFilterFaults } from './email-filters.rule';

const EMAIL = {
  max: 254,
  format: 'idn-email',
  description: 'The e-mail address.',
  example: 'ada@example.com',
} as const;

export class SuspensionDto {
  @TextField({ max: 500, nullable: true, description: 'Why, for staff.', example: 'Sends spam.' })
  reason: string | null;

  @IdField({ nullable: true, description: 'The user who suspended it, or the API key of the app that did.' })
  by: string | null;

  @TimeField({ nullable: true, description: 'When.', example: '2026-11-20T20:15:00.000Z' })
  at: string | null;

  @TimeField({
    nullable: true,
    description: 'When the account becomes active again by itself; null if staff have to do it.',
    example: '2026-12-20T20:15:00.000Z',
  })
  until: string | null;
}

/** What staff and apps see of an account. */
export class AdminUserDto extends MeDto {
  @TextField({
    max: 260,
    nullable: true,
    description:
      'The e-mail address, masked unless the caller holds `personal.read`; reading it whole is recorded as `users.personal_data_read`.',
    example: 'a***@example.com',
  })
  declare email: string | null;

  @ShapeField(() => SuspensionDto, { nullable: true, description: 'While the account is suspended.' })
  suspension: SuspensionDto | null;

  @TextField({
    max: 10,
    nullable: true,
    description: 'The day on which the user last signed in or refreshed a session, in UTC. Not part of the `ETag`.',
    example: '2026-11-30',
  })
  lastActiveOn: string | null;
}

/** Each filter leaves out what it does not fit; all of them go together. */
export class AdminUsersFilters {
  @TextField({
    min: 1,
    max: 50,
    visible: true,
    optional: true,
    description:
      'How the username or the display name begins, without regard to case and accents. Matching usernames come first, in their order, then display names in theirs.',
    example: 'ada',
  })
  q?: string;

  @TextField({ ...EMAIL, optional: true, description: 'The whole address.' })
  email?: string;

  @TextField({ min: 1, max: 253, optional: true, description: 'The domain of the address.', example: 'example.com' })
  emailDomain?: string;

  @TextField({
    min: 1,
    max: 30,
    pattern: /^[A-Za-z0-9._-]+$/,
    form: 'a-z, 0-9, . _ -',
    optional: true,
    description: 'How the username begins; the answer is then ordered by username.',
    example: 'ad',
  })
  username?: string;

  @ChoiceField({
    values: ACCOUNT_STATES,
    optional: true,
    description: 'Only accounts in this state.',
    example: 'active',
  })
  state?: AccountState;

  @TextField({
    min: 2,
    max: 40,
    pattern: /^[a-z][a-z0-9-]*$/,
    form: 'a-z, 0-9, -',
    optional: true,
    description: 'Only holders of this role.',
    example: 'support',
  })
  role?: string;

  @TimeFilterField({ optional: true, description: 'Only accounts created from this moment on.' })
  createdSince?: string;

  @TimeFilterField({ optional: true, description: 'Only accounts created before this moment.' })
  createdUntil?: string;

  @TimeFilterField({
    optional: true,
    description:
      'Only accounts last active from this moment on; known to the day. The most recently active come first.',
  })
  activeSince?: string;

  @TimeFilterField({ optional: true, description: 'Only accounts last active before this moment; known to the day.' })
  activeUntil?: string;
}

export class AdminUsersQuery extends AdminUsersFilters {
  @ChoiceField({
    values: ['true', 'false'],
    optional: true,
    description: 'Whether to count all that fit as well, as `total`.',
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
      'The accounts, newest first unless searched by a name or by activity. A page may be shorter than `limit` and have a next one all the same.',
  })
  items: AdminUserDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;

  @IntegerField({
    min: 0,
    max: 10_000,
    optional: true,
    description: 'How many accounts fit, with `count=true`; 10000 is that many or more.',
    example: 42,
  })
  total?: number;
}

export class NewUserDto {
  @TextField({ ...EMAIL, min: 3 })
  email: string;

  @TextField({ max: 30, optional: true, description: 'The unique name others see and mention.', example: 'ada' })
  username?: string;

  @TextField({
    visible: true,
    min: 1,
    max: 100,
    optional: true,
    description: 'The name others see.',
    example: 'Ada Lovelace',
  })
  displayName?: string;

  @TextField({ max: 35, optional: true, description: 'The preferred language, as a BCP 47 tag.', example: 'en' })
  locale?: string;

  @BooleanField({ optional: true, description: 'Whether the address counts as proven.', example: true })
  emailVerified?: boolean;
}

/** A merge patch: what is absent stays, null removes. */
export class ChangeUserDto extends ChangeMeDto {
  @TextField({ ...EMAIL, min: 3, optional: true })
  email?: string;

  @BooleanField({
    optional: true,
    description: 'Whether the address counts as proven; a new one does not unless said.',
    example: true,
  })
  emailVerified?: boolean;
}

checkShape(AdminUsersQuery, 'email', emailFilterFaults);
documentField(NewUserDto, 'username', USERNAME_SCHEMA);
checkShape(NewUserDto, 'profile', profileFaults);
checkShape(ChangeUserDto, 'email', ({ email }) => profileFaults({ email }));
