import { columnsKept } from '@platform/user-data/columns-kept';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { ApiKeyEntity } from './api-key.entity';

const { technical, personal } = columnsKept('until it is revoked, it expires, or the account is erased');

export const API_KEYS_USER_DATA = userDataOf('auth.api-keys', [
  {
    name: 'auth_api_key',
    holds: 'user-data',
    readers: ['users.read'],
    retention: { since: 'expires_at', days: 0, event: 'the expiry of the key' },
    userColumns: [
      'user_id',
      {
        column: 'made_by',
        keptAfterErasure: 'Keys of backends stay; the ID of their creator says nothing without the account.',
      },
    ],
    columns: {
      id: technical('ID of the key'),
      key_hash: personal('to recognise the key', 'hashed'),
      user_id: personal('user on whose behalf the key acts; empty for the key of a backend', 'plain'),
      made_by: personal('ID of the user who created the key', 'plain'),
      name: personal('shown to the user', 'plain'),
      prefix: personal('first characters, to distinguish keys', 'plain'),
      rights: personal('scopes or permissions of the key', 'plain'),
      created_at: personal('shown to the user', 'plain'),
      expires_at: personal('time of expiry', 'plain'),
      last_used_at: personal('shown to the user', 'plain'),
    },
    rows: {
      entity: ApiKeyEntity,
      kind: 'apiKey',
      omit: ['madeBy'],
      import: { never: 'An export contains no keys.' },
      reassign: { stays: 'Keys end with the account that created them.' },
    },
  },
]);
