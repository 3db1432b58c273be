import { BooleanField, ShapeField, TextField, TimeField } from '@platform/http/fields/fields';
import { ChangePersonalDto } from '../personal/personal.dto';

/** The fields of an imported account. The limits are the same as for a registered account. */
export class ImportedUserDto {
  @TextField({ max: 254, description: 'The email address.' })
  email: string;

  @BooleanField({ optional: true, description: 'Whether the email address is verified.' })
  emailVerified?: boolean;

  @TextField({ max: 254, optional: true, description: 'The unique, public username.' })
  username?: string;

  @TextField({ visible: true, min: 1, max: 100, optional: true, description: 'The public display name.' })
  displayName?: string;

  @TextField({ max: 500, multiline: true, optional: true, description: 'A short description of the user.' })
  bio?: string;

  @TextField({ max: 35, optional: true, description: 'The preferred language, as a BCP 47 tag.' })
  locale?: string;

  @TimeField({ optional: true, description: 'The time at which the account was created.' })
  createdAt?: string;

  @BooleanField({ optional: true, description: 'Whether the account is suspended.' })
  suspended?: boolean;

  @ShapeField(() => ChangePersonalDto, { optional: true, description: 'Personal information.' })
  personal?: ChangePersonalDto;
}
