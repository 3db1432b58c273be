import { tablesOf } from '@platform/user-data/tables-provider';

export const SETUP_USER_DATA = tablesOf('auth.setup', [
  { name: 'auth_setup', holds: 'no-user-data', why: 'hash of the setup token' },
]);
