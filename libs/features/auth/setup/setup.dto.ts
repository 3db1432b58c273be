import { TextField } from '@platform/http/fields/fields';
import { NewAccountDto } from '../registration/register.dto';

export class FirstAdministratorDto extends NewAccountDto {
  @TextField({
    max: 100,
    secret: true,
    description: 'The setup token from the link that the first start printed.',
    example: 'uks_…',
  })
  token: string;
}
