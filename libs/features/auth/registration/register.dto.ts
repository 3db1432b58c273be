import { ChoiceField, TextField } from '@platform/http/fields/fields';
import { ADDRESS_OF_CODE, CODE, TOKEN } from '@platform/one-time/proof-fields';
import { TRANSPORT } from '../sessions/tokens.dto';

/** What an account is made of. */
export class AccountDto {
  @TextField({ max: 254, description: 'The e-mail address.', example: 'ada@example.com' })
  email: string;

  @TextField({ max: 1024, secret: true, description: 'The password.', example: 'violet teapots dance slowly' })
  password: string;

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
}

export class RegisterDto extends AccountDto {
  @TextField({ max: 35, optional: true, description: 'The preferred language, as a BCP 47 tag.', example: 'en' })
  locale?: string;

  @ChoiceField(TRANSPORT)
  transport?: 'body' | 'cookie';
}

export class FinishRegistrationDto {
  @TextField(TOKEN)
  token?: string;

  @TextField(ADDRESS_OF_CODE)
  email?: string;

  @TextField(CODE)
  code?: string;

  @TextField({
    max: 1024,
    secret: true,
    description: 'The password you registered with.',
    example: 'violet teapots dance slowly',
  })
  password: string;

  @TextField({ max: 30, optional: true, description: 'Another username, when somebody has taken yours meanwhile.' })
  username?: string;

  @ChoiceField(TRANSPORT)
  transport?: 'body' | 'cookie';
}
