import { columnsKept } from '@platform/user-data/columns-kept';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { CredentialEntity } from './credential.entity';

const account = columnsKept('until the account is erased');

export const PASSWORD_USER_DATA = userDataOf('auth.password', [
  {
    name: 'auth_credential',
    holds: 'user-data',
    userColumns: ['user_id'],
    columns: {
      user_id: account.personal('owner of the password', 'plain'),
      password_hash: account.personal('to verify the password', 'hashed'),
      pepper_id: account.technical('pepper of the hash'),
      changed_at: account.personal('shown to the user', 'plain'),
    },
    rows: {
      entity: CredentialEntity,
      kind: 'password',
      omit: ['pepperId'],
      import: { never: 'An export contains no password.' },
      reassign: { stays: 'An account has one password.' },
    },
  },
  {
    name: 'auth_password_kind',
    holds: 'no-user-data',
    why: 'number of passwords by hash type, and a dummy hash',
  },
]);
