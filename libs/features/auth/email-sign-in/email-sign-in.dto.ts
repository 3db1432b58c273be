import { TextField } from '@platform/http/fields/fields';
import { ADDRESS, CODE, TOKEN } from '@platform/one-time/token-fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { addressFaults } from '@platform/one-time/presented-token.rule';
import { SignInOptionsDto } from '../sign-in/sign-in-options.dto';

export class RequestSignInEmailDto {
  @TextField(ADDRESS)
  email: string;
}

export class MagicLinkDto extends SignInOptionsDto {
  @TextField({ ...TOKEN, optional: false })
  token: string;
}

export class EmailCodeDto extends SignInOptionsDto {
  @TextField({ ...ADDRESS, description: 'The email address that the code was sent to.' })
  email: string;

  @TextField({ ...CODE, optional: false })
  code: string;
}

checkShape(RequestSignInEmailDto, 'address', addressFaults);
checkShape(EmailCodeDto, 'address', addressFaults);
