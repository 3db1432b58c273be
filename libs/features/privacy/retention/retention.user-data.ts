import { tablesOf } from '@platform/user-data/tables-provider';

export const RETENTION_USER_DATA = tablesOf('privacy.retention', [
  { name: 'privacy_retention', holds: 'no-user-data', why: 'how many rows the retention of each table has deleted' },
]);
