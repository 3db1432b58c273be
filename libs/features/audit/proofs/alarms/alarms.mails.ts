import { join } from 'node:path';
import { defineMail } from '@features/mail';

export const AuditAlarmMail = defineMail('audit.alarm', {
  folder: join(__dirname, 'mails'),
  values: { alarm: 'The witness w1.example.com cannot be reached.' },
});
