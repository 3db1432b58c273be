import { join } from 'node:path';
import { defineMail } from '@features/mail';

/** A mail for tests, with everything that a mail can contain. Import it before the product starts. */
export const WelcomeMail = defineMail('test.welcome', {
  folder: join(__dirname, 'mails'),
  values: { name: 'Ada', link: 'https://id.example.com/welcome#token=sample', code: '1234 5678' },
});

/** A mail that the user has neither requested nor needs. */
export const NewsMail = defineMail('test.news', {
  folder: join(__dirname, 'mails'),
  values: { name: 'Ada' },
  purpose: 'notification',
});
