import { ChoiceField, TextField, TimeField } from '@platform/http/fields/fields';
import { OPAQUE_TOKEN_LENGTH } from '@platform/access/opaque-token.rule';

export class DeletionDto {
  @TimeField({
    nullable: true,
    description:
      'The end of the grace period, from which the data is erased. A legal hold postpones it. Null while another administrator must approve the deletion.',
    example: '2026-12-20T20:15:00.000Z',
  })
  erasureAt: string | null;
}

export class DeleteUserDto {
  @TextField({
    min: 1,
    max: 500,
    optional: true,
    description: 'The reason, for administrators. It is erased with the account.',
    example: 'Requested by the account owner by phone.',
  })
  reason?: string;
}

export class DeleteUserQuery {
  @ChoiceField({
    values: ['true', 'false'],
    optional: true,
    description: '`true` erases the account without a grace period. Requires the permission `users.erase`.',
    example: 'false',
  })
  now?: 'true' | 'false';
}

export class RestoreAccountDto {
  @TextField({
    max: OPAQUE_TOKEN_LENGTH,
    secret: true,
    description: 'The token from the link in the email.',
    example: 'uko_Xy3v…',
  })
  token: string;
}
