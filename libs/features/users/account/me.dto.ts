import { BooleanField, ChoiceField, IdField, TextField, TextListField, TimeField } from '@platform/http/fields/fields';
import { checkShape, documentField } from '@platform/http/fields/shape-rules';
import { ACCOUNT_STATES, type AccountState } from '../account-state';
import { profileFaults, USERNAME_SCHEMA } from './profile-fields.rule';
import { BIO, DISPLAY_NAME, EMAIL, LOCALE, USERNAME } from './profile-shapes';

const ID = { description: 'The ID of the user.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' };
const AVATAR_URL = { max: 300, nullable: true, description: 'The URL of the profile picture.', example: null };
const EMAIL_VERIFIED = { description: 'Whether the email address is verified.', example: false };

/** The public fields of a user. */
export class UserDto {
  @IdField(ID)
  id: string;

  @TextField({ ...USERNAME, nullable: true })
  username: string | null;

  @TextField({ ...DISPLAY_NAME, nullable: true })
  displayName: string | null;

  @TextField(AVATAR_URL)
  avatarUrl: string | null;

  @TextField({ ...BIO, nullable: true })
  bio: string | null;

  @TimeField({ description: 'The time at which the account was created.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string;
}

/** The fields that users see of their own account. */
export class MeDto extends UserDto {
  @TextField({ ...EMAIL, nullable: true })
  email: string | null;

  @BooleanField(EMAIL_VERIFIED)
  emailVerified: boolean;

  @TextField(LOCALE)
  locale: string;

  @TextListField({ maxItems: 100, max: 40, description: 'The roles of the user.', example: [] })
  roles: string[];

  @ChoiceField({ values: ACCOUNT_STATES, description: 'The state of the account.', example: 'active' })
  state: AccountState;

  @TimeField({ description: 'The time of the last change.', example: '2026-11-20T20:15:00.000Z' })
  updatedAt: string;
}

/** A merge patch: absent fields stay unchanged, null removes a field. */
export class ChangeMeDto {
  @TextField({ ...USERNAME, optional: true, nullable: true })
  username?: string | null;

  @TextField({ ...DISPLAY_NAME, min: 1, optional: true, nullable: true })
  displayName?: string | null;

  @TextField({ ...BIO, optional: true, nullable: true })
  bio?: string | null;

  @TextField({ ...LOCALE, optional: true })
  locale?: string;
}

/** The fields of `Me` that changed, with their new values. */
export class ProfileChangedFrame extends ChangeMeDto {
  @TextField({ ...AVATAR_URL, optional: true })
  avatarUrl?: string | null;

  @TextField({ ...EMAIL, optional: true, nullable: true })
  email?: string | null;

  @BooleanField({ ...EMAIL_VERIFIED, optional: true })
  emailVerified?: boolean;
}

documentField(ChangeMeDto, 'username', USERNAME_SCHEMA);
checkShape(ChangeMeDto, 'profile', ({ username, locale }) => profileFaults({ username, locale }));
