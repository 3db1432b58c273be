import { columnsKept } from '@platform/user-data/columns-kept';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { AnonymousEntity } from './anonymous.entity';

const { personal } = columnsKept('until the account has a sign-in method or is erased');

export const ANONYMOUS_USER_DATA = userDataOf('auth.anonymous', [
  {
    name: 'auth_anonymous',
    holds: 'user-data',
    userColumns: ['user_id'],
    columns: {
      user_id: personal('owner of an account without a sign-in method', 'plain'),
      created_at: personal('time of creation', 'plain'),
    },
    rows: {
      entity: AnonymousEntity,
      kind: 'anonymous',
      import: { never: 'The importing account has a sign-in method.' },
      reassign: { stays: 'The other account has a sign-in method.' },
    },
  },
]);
