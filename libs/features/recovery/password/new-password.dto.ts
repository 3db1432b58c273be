import { TextField } from '@platform/http/fields/fields';
import { ADDRESS, ADDRESS_OF_CODE, CODE, TOKEN } from '@platform/one-time/proof-fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { addressFaults, proofFaults } from '@platform/one-time/given-proof.rule';

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

checkShape(AskForNewPasswordDto, 'address', addressFaults);
checkShape(NewPasswordDto, 'proof', proofFaults);
