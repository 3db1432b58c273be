import { TextField } from '@platform/http/fields/fields';

export class ChangePasswordDto {
  @TextField({
    max: 1024,
    secret: true,
    optional: true,
    description: 'The password until now, if there is one. Without one, only shortly after signing in or stepping up.',
    example: 'violet teapots dance slowly',
  })
  currentPassword?: string;

  @TextField({
    max: 1024,
    secret: true,
    description: 'The password from now on.',
    example: 'eleven quiet harbour lights',
  })
  newPassword: string;
}
