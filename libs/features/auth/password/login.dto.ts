import { TextField } from '@platform/http/fields/fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { SignInOptionsDto } from '../sign-in/sign-in-options.dto';
import { AuthFieldErrors } from '../auth.errors';

export class LoginDto extends SignInOptionsDto {
  @TextField({
    max: 254,
    optional: true,
    description: 'The email address. Send either this or the username.',
    example: 'ada@example.com',
  })
  email?: string;

  @TextField({ max: 64, optional: true, description: 'The username. Send either this or the email address.' })
  username?: string;

  @TextField({ max: 1024, secret: true, description: 'The password.', example: 'violet teapots dance slowly' })
  password: string;
}

checkShape(LoginDto, 'name', (_given, sent) =>
  sent.has('email') === sent.has('username')
    ? [{ pointer: '/email', code: AuthFieldErrors.one_of_email_or_username }]
    : [],
);
