import { join } from 'node:path';
import { defineMail } from '@features/mail';

const folder = join(__dirname, 'mails');
const link = 'https://id.example.com/page#token=uko_…';
const at = '25 November 2026, 16:03 UTC';

export const FinishRegistrationMail = defineMail('auth.finish_registration', {
  folder,
  values: { link, code: '1234 5678', minutes: '60' },
});
export const CreateAccountMail = defineMail('auth.create_account', {
  folder,
  values: { link, code: '1234 5678', minutes: '60' },
});
export const AlreadyRegisteredMail = defineMail('auth.already_registered', { folder, values: {} });
export const NewSignInMail = defineMail('auth.new_sign_in', {
  folder,
  values: { device: 'Firefox on Linux', place: 'Germany', at },
});
export const PasswordChangedMail = defineMail('auth.password_changed', { folder, values: { at } });
export const SessionCompromisedMail = defineMail('auth.session_compromised', { folder, values: { at } });
