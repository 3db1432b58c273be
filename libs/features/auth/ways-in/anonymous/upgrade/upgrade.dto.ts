import { MeDto } from '@features/users';
import { ShapeField, TextField } from '@platform/http/fields/fields';
import { CODE, TOKEN } from '@platform/one-time/proof-fields';

export class UpgradeDto {
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

export class FinishUpgradeDto {
  @TextField(TOKEN)
  token?: string;

  @TextField({ ...CODE, description: 'The code in the mail, as it was typed; only signed in to the account.' })
  code?: string;

  @TextField({
    max: 1024,
    secret: true,
    description: 'The password you have chosen.',
    example: 'violet teapots dance slowly',
  })
  password: string;

  @TextField({ max: 30, optional: true, description: 'Another username, when somebody has taken yours meanwhile.' })
  username?: string;
}

export class UpgradedDto {
  @ShapeField(() => MeDto, { description: 'The account, which stays the same.' })
  user: MeDto;
}
