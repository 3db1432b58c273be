import { TextField } from '@platform/http/fields/fields';

export class ChangePasswordDto {
  @TextField({
    max: 1024,
    secret: true,
    description: 'The password until now.',
    example: 'violet teapots dance slowly',
  })
  currentPassword: string;

  @TextField({
    max: 1024,
    secret: true,
    description: 'The password from now on.',
    example: 'eleven quiet harbour lights',
  })
  newPassword: string;
}
