import { BooleanField, ShapeField, TextField, TextListField } from '@platform/http/fields/fields';
import { MeDto } from '@features/users';
import { TokensDto } from '../sessions/tokens.dto';

export class SignedInDto extends TokensDto {
  @ShapeField(() => MeDto, { description: 'The account signed in to.' })
  user: MeDto;

  @TextField({
    max: 100,
    optional: true,
    description: 'When you asked to trust this device: keep it, and send it with the next sign-in.',
    example: 'ukd_9fQ…',
  })
  deviceToken?: string;
}

export class MfaRequiredDto {
  @BooleanField({ description: 'You are not signed in yet.', example: true })
  mfaRequired: boolean;

  @TextField({ max: 100, description: 'Goes to `POST /v1/auth/login/mfa`, and nowhere else.', example: 'uko_Xy3v…' })
  mfaToken: string;

  @TextListField({
    maxItems: 10,
    max: 40,
    description: 'What you can show: `totp`, a code of your authenticator app, or `recovery_code`.',
    example: ['totp', 'recovery_code'],
  })
  methods: string[];
}
