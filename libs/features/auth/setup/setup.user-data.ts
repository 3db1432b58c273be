import { userDataOf } from '@platform/user-data/rows-provider';

export const SETUP_USER_DATA = userDataOf('auth.setup', [
  { name: 'auth_setup', holds: 'no-user-data', why: 'hash of the setup token' },
]);
