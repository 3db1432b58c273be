import { TextField } from '@platform/http/fields/fields';
import { OPAQUE_TOKEN_LENGTH } from '@platform/access/opaque-token.rule';
import { ADDRESS, CODE, TOKEN } from '@platform/one-time/token-fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { addressFaults, presentedTokenFaults } from '@platform/one-time/presented-token.rule';

export class ChangeEmailDto {
  @TextField({ ...ADDRESS, description: 'The new email address.', example: 'ada@example.org' })
  email: string;
}

export class ConfirmNewEmailDto {
  @TextField(TOKEN)
  token?: string;

  @TextField({ ...CODE, description: 'The code from the email. It is accepted only while you are signed in.' })
  code?: string;
}

export class UndoEmailChangeDto {
  @TextField({
    max: OPAQUE_TOKEN_LENGTH,
    secret: true,
    description: 'The token from the link in the email.',
    example: 'uko_Xy3v…',
  })
  token: string;
}

checkShape(ChangeEmailDto, 'address', addressFaults);
checkShape(ConfirmNewEmailDto, 'proof', presentedTokenFaults);
