import { TextField } from '@platform/http/fields/fields';
import { ADDRESS, CODE, TOKEN } from '@platform/one-time/proof-fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { addressFaults, proofFaults } from '@platform/one-time/given-proof.rule';

export class AskToProveEmailDto {
  @TextField({
    ...ADDRESS,
    optional: true,
    description: 'The email address. The default is that of the signed-in user.',
  })
  email?: string;
}

export class ProveEmailDto {
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

checkShape(AskToProveEmailDto, 'address', addressFaults);
checkShape(ProveEmailDto, 'proof', proofFaults);
