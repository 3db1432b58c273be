import { join } from 'node:path';
import { defineMail } from '@features/mail';

export const ExportReadyMail = defineMail('privacy.export_ready', {
  folder: join(__dirname, 'mails'),
  values: { link: 'https://id.example.com/', date: 'December 9, 2026 at 4:03 PM UTC' },
});
