import { join } from 'node:path';
import { defineMail } from './define-mail';

/** Sent by `userkeep mail test`, for operators who check the delivery. */
export const TestMail = defineMail('mail.test', {
  folder: join(__dirname, 'mails'),
  values: { time: '2026-11-25T12:00:00.000Z' },
});
