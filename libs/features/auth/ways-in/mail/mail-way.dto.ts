import { TextField } from '@platform/http/fields/fields';
import { ADDRESS, CODE, TOKEN } from '@platform/one-time/proof-fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { addressFaults } from '@platform/one-time/given-proof.rule';
import { EntryDto } from '../../entrance/entry.dto';

export class AskForSignInMailDto {
  @TextField(ADDRESS)
  email: string;
}

export class MagicLinkDto extends EntryDto {
  @TextField({ ...TOKEN, optional: false })
  token: string;
}

export class EmailCodeDto extends EntryDto {
  @TextField({ ...ADDRESS, description: 'The email address that the code was sent to.' })
  email: string;

  @TextField({ ...CODE, optional: false })
  code: string;
}

checkShape(AskForSignInMailDto, 'address', addressFaults);
checkShape(EmailCodeDto, 'address', addressFaults);
