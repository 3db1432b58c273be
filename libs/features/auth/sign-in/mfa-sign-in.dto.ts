import { BooleanField, ChoiceField, ShapeListField, TextField } from '@platform/http/fields/fields';
import { TRANSPORT } from '../sessions/tokens.dto';
import { AcceptedTextDto, CONSENTS } from './accepted-text.dto';

export const METHODS = ['totp', 'sms', 'recovery_code'] as const;

export const MFA_CODE = {
  max: 40,
  secret: true,
  description: 'The code from the authenticator app or the text message, or a recovery code, as typed.',
  example: '492 039',
} as const;

export class MfaSignInDto {
  @TextField({ max: 100, secret: true, description: 'The `mfaToken` of the first step.', example: 'uko_Xy3v…' })
  mfaToken: string;

  @ChoiceField({ values: METHODS, description: 'The method that the code belongs to.', example: 'totp' })
  method: (typeof METHODS)[number];

  @TextField(MFA_CODE)
  code: string;

  @ChoiceField({ ...TRANSPORT, description: 'The transport of the refresh token, if it differs from the first step.' })
  transport?: 'body' | 'cookie';

  @BooleanField({
    optional: true,
    description: 'Whether to trust this device, so that it needs no second factor for a limited time.',
    example: false,
  })
  trustDevice?: boolean;

  @ShapeListField(() => AcceptedTextDto, CONSENTS)
  consents?: AcceptedTextDto[];
}
