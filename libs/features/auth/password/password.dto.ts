import { TextField } from '@platform/http/fields/fields';

export class ChangePasswordDto {
  @TextField({
    max: 1024,
    secret: true,
    optional: true,
    description: 'The current password. An account without one needs recent step-up authentication instead.',
    example: 'violet teapots dance slowly',
  })
  currentPassword?: string;

  @TextField({
    max: 1024,
    secret: true,
    description: 'The new password.',
    example: 'eleven quiet harbour lights',
  })
  newPassword: string;
}
