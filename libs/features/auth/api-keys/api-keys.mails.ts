import { join } from 'node:path';
import { defineMail } from '@features/mail';

export const ApiKeyCreatedMail = defineMail('auth.api_key_created', {
  folder: join(__dirname, 'mails'),
  values: { at: '25 November 2026, 16:03 UTC' },
});
