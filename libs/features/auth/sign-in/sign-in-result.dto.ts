import { BooleanField, ShapeField, TextField, TextListField } from '@platform/http/fields/fields';
import { MeDto } from '@features/users';
import { TokensDto } from '../sessions/tokens.dto';

export class SignedInDto extends TokensDto {
  @ShapeField(() => MeDto, { description: 'The account of the signed-in user.' })
  user: MeDto;

  @TextField({
    max: 100,
    optional: true,
    description:
      'The token of the trusted device, if you asked to trust it. Store it and send it with the next sign-in.',
    example: 'ukd_9fQ…',
  })
  deviceToken?: string;
}

export class MfaRequiredDto {
  @BooleanField({ description: 'A second factor is required to complete the sign-in.', example: true })
  mfaRequired: boolean;

  @TextField({
    max: 100,
    description: 'The token of the MFA challenge. Send it to `POST /v1/auth/login/mfa`.',
    example: 'uko_Xy3v…',
  })
  mfaToken: string;

  @TextListField({
    maxItems: 10,
    max: 40,
    description: 'The available methods: `totp` for a code from an authenticator app, or `recovery_code`.',
    example: ['totp', 'recovery_code'],
  })
  methods: string[];
}
