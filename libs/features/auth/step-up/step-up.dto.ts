import { ChoiceField, TextField } from '@platform/http/fields/fields';
import { METHODS, MFA_CODE } from '../sign-in/mfa-sign-in.dto';

export class StepUpDto {
  @TextField({
    max: 1024,
    secret: true,
    optional: true,
    description: 'Your password, if the account has one.',
    example: 'violet teapots dance slowly',
  })
  password?: string;

  @ChoiceField({
    values: METHODS,
    optional: true,
    description: 'A code of your second factor, if the account has one.',
    example: 'totp',
  })
  method?: (typeof METHODS)[number];

  @TextField({ ...MFA_CODE, optional: true })
  code?: string;
}
