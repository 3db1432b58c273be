import { TextField } from '@platform/http/fields/fields';
import { ADDRESS, ADDRESS_OF_CODE, CODE, TOKEN } from '@platform/one-time/proof-fields';

export class AskForNewPasswordDto {
  @TextField(ADDRESS)
  email: string;
}

export class NewPasswordDto {
  @TextField(TOKEN)
  token?: string;

  @TextField(ADDRESS_OF_CODE)
  email?: string;

  @TextField(CODE)
  code?: string;

  @TextField({ max: 1024, secret: true, description: 'The new password.', example: 'eleven quiet harbour lights' })
  newPassword: string;
}
