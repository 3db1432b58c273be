import { columnsKept } from '@platform/user-data/columns-kept';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { PasskeyEntity } from './passkey.entity';

const passkey = columnsKept('until it is removed or the account is erased');

export const PASSKEYS_USER_DATA = userDataOf('auth.passkeys', [
  {
    name: 'auth_passkey',
    holds: 'user-data',
    readers: ['users.read'],
    userColumns: ['user_id'],
    columns: {
      id: passkey.technical('ID of the passkey'),
      user_id: passkey.personal('owner of the passkey', 'plain'),
      credential_hash: passkey.personal('to find the passkey', 'hashed'),
      credential_id: passkey.personal('to tell the browser which passkey to use', 'plain'),
      public_key: passkey.personal('to verify signatures of the passkey', 'plain'),
      sign_count: passkey.personal('to detect a cloned passkey', 'plain'),
      transports: passkey.personal('to tell the browser how to reach the passkey', 'plain'),
      backed_up: passkey.personal('shown to the user', 'plain'),
      name_sealed: passkey.personal('shown to the user', 'sealed'),
      created_at: passkey.personal('shown to the user', 'plain'),
      last_used_at: passkey.personal('shown to the user', 'plain'),
    },
    rows: {
      entity: PasskeyEntity,
      kind: 'passkey',
      omit: ['publicKey', 'signCount'],
      import: { never: 'A passkey works only for the installation that registered it.' },
      reassign: 'moved',
    },
  },
]);
