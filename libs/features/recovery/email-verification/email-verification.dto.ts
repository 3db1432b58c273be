import { TextField } from '@platform/http/fields/fields';
import { ADDRESS, CODE, TOKEN } from '@platform/one-time/token-fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { addressFaults, presentedTokenFaults } from '@platform/one-time/presented-token.rule';

export class RequestEmailVerificationDto {
  @TextField({
    ...ADDRESS,
    optional: true,
    description: 'The e-mail address; without it, that of whoever is signed in.',
  })
  email?: string;
}

export class ConfirmEmailVerificationDto {
  @TextField(TOKEN)
  token?: string;

  @TextField({ ...ADDRESS, optional: true, description: 'With a code, unless you are signed in: where it was sent.' })
  email?: string;

  @TextField(CODE)
  code?: string;
}

checkShape(RequestEmailVerificationDto, 'address', addressFaults);
checkShape(ConfirmEmailVerificationDto, 'proof', presentedTokenFaults);
