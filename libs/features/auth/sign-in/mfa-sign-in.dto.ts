import { BooleanField, ChoiceField, TextField } from '@platform/http/fields/fields';
import { TRANSPORT } from '../sessions/tokens.dto';

export const METHODS = ['totp', 'recovery_code'] as const;

export const MFA_CODE = {
  max: 40,
  secret: true,
  description: 'The six digits of the app, or a recovery code, as it was typed.',
  example: '492 039',
} as const;

export class MfaSignInDto {
  @TextField({ max: 100, secret: true, description: 'From the first step.', example: 'uko_Xy3v…' })
  mfaToken: string;

  @ChoiceField({ values: METHODS, description: 'What is shown.', example: 'totp' })
  method: (typeof METHODS)[number];

  @TextField(MFA_CODE)
  code: string;

  @ChoiceField({ ...TRANSPORT, description: 'How to get the refresh token, when it differs from the first step.' })
  transport?: 'body' | 'cookie';

  @BooleanField({
    optional: true,
    description: 'Do without the second factor on this device for a while.',
    example: false,
  })
  trustDevice?: boolean;
}
