import { TextField } from '@platform/http/fields/fields';
import { CODE } from '@platform/one-time/token-fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { LOGIN_EMAIL, LOGIN_USERNAME, oneOfEmailOrUsername } from '../sign-in/login-name-fields';
import { SignInOptionsDto } from '../sign-in/sign-in-options.dto';

export class RequestSmsCodeDto {
  @TextField(LOGIN_EMAIL)
  email?: string;

  @TextField(LOGIN_USERNAME)
  username?: string;
}

export class SmsCodeDto extends SignInOptionsDto {
  @TextField(LOGIN_EMAIL)
  email?: string;

  @TextField(LOGIN_USERNAME)
  username?: string;

  @TextField({ ...CODE, optional: false, description: 'The code from the text message, as typed.' })
  code: string;
}

checkShape(RequestSmsCodeDto, 'name', oneOfEmailOrUsername);
checkShape(SmsCodeDto, 'name', oneOfEmailOrUsername);
