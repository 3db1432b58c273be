import { BooleanField, ChoiceField, IdField, TextField, TextListField, TimeField } from '@platform/http/fields/fields';
import { checkShape, documentField } from '@platform/http/fields/shape-rules';
import { ACCOUNT_STATES, type AccountState } from './account.entity';
import { profileFaults } from './profile-fields.rule';
import { USERNAME_SCHEMA } from './username.rule';

const ID = { description: 'The user.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' };
const USERNAME = { max: 30, description: 'The unique name others see and mention.', example: 'ada' };
const DISPLAY_NAME = { max: 100, visible: true, description: 'The name others see.', example: 'Ada Lovelace' };
const BIO = {
  max: 500,
  multiline: true,
  description: 'A few words about oneself.',
  example: 'Numbers, and what they could do.',
};
const LOCALE = { max: 35, description: 'The preferred language, as a BCP 47 tag.', example: 'en' };

/** What anybody may see of a user. */
export class UserDto {
  @IdField(ID)
  id: string;

  @TextField({ ...USERNAME, nullable: true })
  username: string | null;

  @TextField({ ...DISPLAY_NAME, nullable: true })
  displayName: string | null;

  @TextField({ max: 300, nullable: true, description: 'Where the picture is.', example: null })
  avatarUrl: string | null;

  @TextField({ ...BIO, nullable: true })
  bio: string | null;

  @TimeField({ description: 'Since when the account exists.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string;
}

/** What a user sees of the own account. */
export class MeDto extends UserDto {
  @TextField({ max: 254, nullable: true, description: 'The e-mail address.', example: 'ada@example.com' })
  email: string | null;

  @BooleanField({ description: 'Whether the address was proven.', example: false })
  emailVerified: boolean;

  @TextField(LOCALE)
  locale: string;

  @TextListField({ maxItems: 100, max: 40, description: 'The roles held.', example: [] })
  roles: string[];

  @ChoiceField({ values: ACCOUNT_STATES, description: 'Whether the account may be used.', example: 'active' })
  state: AccountState;

  @TimeField({ description: 'When it last changed.', example: '2026-11-20T20:15:00.000Z' })
  updatedAt: string;
}

/** A merge patch: what is absent stays, null removes. */
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

documentField(ChangeMeDto, 'username', USERNAME_SCHEMA);
checkShape(ChangeMeDto, 'profile', ({ username, locale }) => profileFaults({ username, locale }));
