import { TextField } from '@platform/http/fields/fields';
import { ADDRESS, CODE, TOKEN } from '@platform/one-time/proof-fields';

export class AskToProveEmailDto {
  @TextField({
    ...ADDRESS,
    optional: true,
    description: 'The e-mail address; without it, that of whoever is signed in.',
  })
  email?: string;
}

export class ProveEmailDto {
  @TextField(TOKEN)
  token?: string;

  @TextField({ ...ADDRESS, optional: true, description: 'With a code, unless you are signed in: where it was sent.' })
  email?: string;

  @TextField(CODE)
  code?: string;
}
