import { TextField } from '@platform/http/fields/fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { LOGIN_EMAIL, LOGIN_USERNAME, oneOfEmailOrUsername } from '../sign-in/login-name-fields';
import { SignInOptionsDto } from '../sign-in/sign-in-options.dto';

export class LoginDto extends SignInOptionsDto {
  @TextField(LOGIN_EMAIL)
  email?: string;

  @TextField(LOGIN_USERNAME)
  username?: string;

  @TextField({ max: 1024, secret: true, description: 'The password.', example: 'violet teapots dance slowly' })
  password: string;
}

checkShape(LoginDto, 'name', oneOfEmailOrUsername);
