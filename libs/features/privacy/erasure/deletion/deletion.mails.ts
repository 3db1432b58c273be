import { join } from 'node:path';
import { defineMail } from '@features/mail';

export const DeletionRequestedMail = defineMail('privacy.deletion_requested', {
  folder: join(__dirname, 'mails'),
  values: { link: 'https://id.example.com/page#token=uko_…', date: 'December 16, 2026 at 4:03 PM UTC' },
});
