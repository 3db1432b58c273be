import { TextField } from '@platform/http/fields/fields';
import { ADDRESS, CODE, TOKEN } from '@platform/one-time/token-fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { addressFaults, presentedTokenFaults } from '@platform/one-time/presented-token.rule';

export class RequestEmailVerificationDto {
  @TextField({
    ...ADDRESS,
    optional: true,
    description: 'The email address. The default is that of the signed-in user.',
  })
  email?: string;
}

export class ConfirmEmailVerificationDto {
  @TextField(TOKEN)
  token?: string;

  @TextField({
    ...ADDRESS,
    optional: true,
    description: 'The email address that the code was sent to. Required with a code unless you are signed in.',
  })
  email?: string;

  @TextField(CODE)
  code?: string;
}

checkShape(RequestEmailVerificationDto, 'address', addressFaults);
checkShape(ConfirmEmailVerificationDto, 'proof', presentedTokenFaults);
