import { columnsKept } from '@platform/user-data/columns-kept';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { IdentityEntity } from './linked/identity.entity';

const identity = columnsKept('until it is removed or the account is erased');

export const IDENTITIES_USER_DATA = userDataOf('identities', [
  {
    name: 'identities_identity',
    holds: 'user-data',
    readers: ['users.read'],
    userColumns: ['user_id'],
    columns: {
      id: identity.technical('ID of the identity'),
      user_id: identity.personal('owner of the identity', 'plain'),
      provider: identity.personal('provider of the identity', 'plain'),
      subject_hash: identity.personal('to recognise the identity', 'hashed'),
      subject_sealed: identity.personal('subject at the provider', 'sealed'),
      email_sealed: identity.personal('email address at the provider, shown to the user', 'sealed'),
      linked_at: identity.personal('shown to the user', 'plain'),
      last_used_at: identity.personal('shown to the user', 'plain'),
    },
    rows: {
      entity: IdentityEntity,
      kind: 'identity',
      import: { never: 'The user signs in with the provider again to link it.' },
      reassign: 'moved',
    },
  },
]);
