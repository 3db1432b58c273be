import { join } from 'node:path';
import { defineMail } from '@features/mail';

const folder = join(__dirname, 'mails');
const at = '25 November 2026, 16:03 UTC';

export const NewSignInMail = defineMail('auth.new_sign_in', {
  folder,
  values: { device: 'Firefox on Linux', place: 'Germany', at },
});
export const PasswordChangedMail = defineMail('auth.password_changed', { folder, values: { at } });
export const SessionCompromisedMail = defineMail('auth.session_compromised', { folder, values: { at } });
