import { join } from 'node:path';
import { defineMail } from './define-mail';

/** For an operator who wants to see one arrive: `userkeep mail test`. */
export const TestMail = defineMail('mail.test', {
  folder: join(__dirname, 'mails'),
  values: { time: '2026-11-25T12:00:00.000Z' },
});
