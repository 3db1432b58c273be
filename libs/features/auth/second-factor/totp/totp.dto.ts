import { TextField } from '@platform/http/fields/fields';

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
