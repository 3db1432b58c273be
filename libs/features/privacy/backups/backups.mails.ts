import { join } from 'node:path';
import { defineMail } from '@features/mail';

const folder = join(__dirname, 'mails');

export const BackupFailedMail = defineMail('privacy.backup_failed', {
  folder,
  values: { at: '3 December 2026, 10:15 UTC', reason: 'There is no space left on the device.' },
});
export const BackupOverdueMail = defineMail('privacy.backup_overdue', {
  folder,
  values: { since: '1 December 2026, 10:15 UTC', hours: '24' },
});
