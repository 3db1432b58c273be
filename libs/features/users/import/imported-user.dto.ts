import { BooleanField, ShapeField, TextField, TimeField } from '@platform/http/fields/fields';
import { ChangePersonalDto } from '../personal/personal.dto';

/** What an account may bring with it from another system. The same limits as for one that is registered here. */
export class ImportedUserDto {
  @TextField({ max: 254, description: 'The e-mail address.' })
  email: string;

  @BooleanField({ optional: true, description: 'Whether the address was proven.' })
  emailVerified?: boolean;

  @TextField({ max: 254, optional: true, description: 'The unique name others see and mention.' })
  username?: string;

  @TextField({ visible: true, min: 1, max: 100, optional: true, description: 'The name others see.' })
  displayName?: string;

  @TextField({ max: 500, multiline: true, optional: true, description: 'A few words about oneself.' })
  bio?: string;

  @TextField({ max: 35, optional: true, description: 'The preferred language, as a BCP 47 tag.' })
  locale?: string;

  @TimeField({ optional: true, description: 'Since when the account exists.' })
  createdAt?: string;

  @BooleanField({ optional: true, description: 'Whether the account is closed for now.' })
  suspended?: boolean;

  @ShapeField(() => ChangePersonalDto, { optional: true, description: 'Personal information.' })
  personal?: ChangePersonalDto;
}
