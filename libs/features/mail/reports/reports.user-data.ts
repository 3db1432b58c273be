import { tablesOf } from '@platform/user-data/tables-provider';

export const REPORTS_USER_DATA = tablesOf('mail.reports', [
  {
    name: 'mail_received_report',
    holds: 'no-user-data',
    why: 'hashes of reports of email providers, so that none has an effect twice',
    retention: { since: 'received_at', days: 45, event: 'the report' },
  },
]);
