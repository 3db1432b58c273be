import { TextField } from '@platform/http/fields/fields';
import { TOKEN_LENGTH } from '@platform/one-time/token-text.rule';
import { ADDRESS, CODE, TOKEN } from '@platform/one-time/token-fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { addressFaults, presentedTokenFaults } from '@platform/one-time/presented-token.rule';

export class ChangeEmailDto {
  @TextField({ ...ADDRESS, description: 'The new e-mail address.', example: 'ada@example.org' })
  email: string;
}

export class ConfirmNewEmailDto {
  @TextField(TOKEN)
  token?: string;

  @TextField({ ...CODE, description: 'The code in the mail, when you are signed in.' })
  code?: string;
}

export class UndoEmailChangeDto {
  @TextField({ max: TOKEN_LENGTH, secret: true, description: 'From the link in the mail.', example: 'uko_Xy3v…' })
  token: string;
}

checkShape(ChangeEmailDto, 'address', addressFaults);
checkShape(ConfirmNewEmailDto, 'proof', presentedTokenFaults);
