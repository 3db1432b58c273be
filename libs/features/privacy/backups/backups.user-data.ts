import { tablesOf } from '@platform/user-data/tables-provider';

export const BACKUPS_USER_DATA = tablesOf('privacy.backups', [
  {
    name: 'privacy_backup_run',
    holds: 'no-user-data',
    why: 'times, sizes and errors of backups',
    retention: { since: 'started_at', days: 400, event: 'the backup', isAdjustable: true },
  },
]);
