import { columnsKept } from '@platform/user-data/columns-kept';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { UserRoleEntity } from './roles/role.entity';

const account = columnsKept('until the account is erased');

export const ACCESS_USER_DATA = userDataOf('access', [
  {
    name: 'access_user_role',
    holds: 'user-data',
    readers: ['roles.read'],
    userColumns: ['user_id'],
    columns: {
      user_id: account.personal('user who has the role', 'plain'),
      role: account.personal('role of the user', 'plain'),
      given_at: account.technical('time of the assignment'),
    },
    rows: {
      entity: UserRoleEntity,
      kind: 'role',
      import: { never: 'Only an administrator assigns roles.' },
      reassign: { stays: 'Only an administrator assigns roles.' },
    },
  },
  { name: 'access_role', holds: 'no-user-data', why: 'permissions of each role' },
  { name: 'access_permission', holds: 'no-user-data', why: "names of the app's permissions" },
]);
