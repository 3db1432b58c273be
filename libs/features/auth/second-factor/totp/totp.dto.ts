import { TextField, TextListField } from '@platform/http/fields/fields';

export class NewTotpDto {
  @TextField({
    max: 64,
    description: 'To be typed into the app where no picture can be taken.',
    example: 'JBSWY3DPEHPK3PXP',
  })
  secret: string;

  @TextField({
    max: 1000,
    description: 'To be shown as a QR code, or opened on a phone.',
    example: 'otpauth://totp/userkeep:ada%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=userkeep',
  })
  uri: string;
}

export class ConfirmTotpDto {
  @TextField({ max: 40, secret: true, description: 'The six digits the app shows.', example: '492 039' })
  code: string;
}

export class RecoveryCodesDto {
  @TextListField({
    maxItems: 10,
    max: 40,
    description: 'Each is good once, in place of a code of the app. They are not shown again.',
    example: ['k7mq-2x9d-hw4t-e8ra'],
  })
  recoveryCodes: string[];
}
