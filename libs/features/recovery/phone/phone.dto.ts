import { ShapeField, TextField, TimeField } from '@platform/http/fields/fields';
import { CODE_MAX_LENGTH } from '@platform/one-time/code-text.rule';
import { PHONE_NUMBER_FORM } from '@platform/phone/phone-number.rule';

const NUMBER = { max: 16, description: 'The phone number in E.164.', example: '+491701234567' };

export class SetPhoneDto {
  @TextField({
    min: 7,
    max: 40,
    pattern: PHONE_NUMBER_FORM,
    form: '+49 170 1234567',
    description: 'A mobile number with its country code. It is stored in E.164.',
    example: '+491701234567',
  })
  number: string;
}

export class ConfirmPhoneDto {
  @TextField({
    max: CODE_MAX_LENGTH,
    secret: true,
    description: 'The code from the text message, as typed.',
    example: '1234 5678',
  })
  code: string;
}

class PendingPhoneDto {
  @TextField(NUMBER)
  number: string;

  @TimeField({ description: 'When the code expires.', example: '2026-11-20T20:15:00.000Z' })
  expiresAt: string;
}

export class OwnPhoneDto {
  @TextField({ ...NUMBER, nullable: true, description: 'The verified phone number in E.164.' })
  number: string | null;

  @TimeField({ nullable: true, description: 'When it was verified.', example: '2026-11-20T20:15:00.000Z' })
  verifiedAt: string | null;

  @ShapeField(() => PendingPhoneDto, {
    nullable: true,
    description: 'The number that replaces it once its code is confirmed.',
  })
  pending: PendingPhoneDto | null;
}
