import { TextField } from '@platform/http/fields/fields';

export class NewTotpDto {
  @TextField({
    max: 64,
    description: 'The secret, for users who cannot scan the QR code.',
    example: 'JBSWY3DPEHPK3PXP',
  })
  secret: string;

  @TextField({
    max: 1000,
    description: 'The URI to show as a QR code, or to open on a phone.',
    example: 'otpauth://totp/userkeep:ada%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=userkeep',
  })
  uri: string;
}

export class ConfirmTotpDto {
  @TextField({
    max: 40,
    secret: true,
    description: 'The six-digit code from the authenticator app.',
    example: '492 039',
  })
  code: string;
}
