import { ChoiceField, TextField } from '@platform/http/fields/fields';
import { METHODS, MFA_CODE } from '../sign-in/mfa-sign-in.dto';

export class StepUpDto {
  @TextField({
    max: 1024,
    secret: true,
    optional: true,
    description: 'Your password, if you have one.',
    example: 'violet teapots dance slowly',
  })
  password?: string;

  @ChoiceField({
    values: METHODS,
    optional: true,
    description: 'Your second factor, if you have one.',
    example: 'totp',
  })
  method?: (typeof METHODS)[number];

  @TextField({ ...MFA_CODE, optional: true })
  code?: string;
}
