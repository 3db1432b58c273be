import { TextField } from '@platform/http/fields/fields';
import { ADDRESS, ADDRESS_OF_CODE, CODE, TOKEN } from '@platform/one-time/token-fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { addressFaults, presentedTokenFaults } from '@platform/one-time/presented-token.rule';

export class RequestPasswordResetDto {
  @TextField(ADDRESS)
  email: string;
}

export class ConfirmPasswordResetDto {
  @TextField(TOKEN)
  token?: string;

  @TextField(ADDRESS_OF_CODE)
  email?: string;

  @TextField(CODE)
  code?: string;

  @TextField({ max: 1024, secret: true, description: 'The new password.', example: 'eleven quiet harbour lights' })
  newPassword: string;
}

checkShape(RequestPasswordResetDto, 'address', addressFaults);
checkShape(ConfirmPasswordResetDto, 'proof', presentedTokenFaults);
