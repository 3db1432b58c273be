import { MeDto } from '@features/users';
import { ShapeField, TextField } from '@platform/http/fields/fields';
import { CODE, TOKEN } from '@platform/one-time/token-fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { presentedTokenFaults } from '@platform/one-time/presented-token.rule';

export class FinishUpgradeDto {
  @TextField(TOKEN)
  token?: string;

  @TextField({
    ...CODE,
    description: 'The code from the email, as typed. It is accepted only while you are signed in to the account.',
  })
  code?: string;

  @TextField({
    max: 1024,
    secret: true,
    description: 'The password that you chose.',
    example: 'violet teapots dance slowly',
  })
  password: string;

  @TextField({ max: 30, optional: true, description: 'Another username, if yours has been taken in the meantime.' })
  username?: string;
}

export class UpgradedDto {
  @ShapeField(() => MeDto, { description: 'The upgraded account.' })
  user: MeDto;
}

checkShape(FinishUpgradeDto, 'proof', presentedTokenFaults);
