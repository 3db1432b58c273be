import { BooleanField, ShapeField, TextField, TimeField } from '@platform/http/fields/fields';
import { BIO, DISPLAY_NAME, EMAIL, LOCALE } from '../account/profile-shapes';
import { ChangePersonalDto } from '../personal/personal.dto';

/** The fields of an imported account. The limits are the same as for a registered account. */
export class ImportedUserDto {
  @TextField(EMAIL)
  email: string;

  @BooleanField({ optional: true, description: 'Whether the email address is verified.' })
  emailVerified?: boolean;

  @TextField({ max: 254, optional: true, description: 'The unique, public username.' })
  username?: string;

  @TextField({ ...DISPLAY_NAME, min: 1, optional: true })
  displayName?: string;

  @TextField({ ...BIO, optional: true })
  bio?: string;

  @TextField({ ...LOCALE, optional: true })
  locale?: string;

  @TimeField({ optional: true, description: 'The time at which the account was created.' })
  createdAt?: string;

  @BooleanField({ optional: true, description: 'Whether the account is suspended.' })
  suspended?: boolean;

  @ShapeField(() => ChangePersonalDto, { optional: true, description: 'Personal information.' })
  personal?: ChangePersonalDto;
}
