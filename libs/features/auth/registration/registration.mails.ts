import { join } from 'node:path';
import { defineMail } from '@features/mail';

const folder = join(__dirname, 'mails');
const link = 'https://id.example.com/page#token=uko_…';

export const FinishRegistrationMail = defineMail('auth.finish_registration', {
  folder,
  values: { link, code: '1234 5678', minutes: '60' },
});
export const CreateAccountMail = defineMail('auth.create_account', {
  folder,
  values: { link, code: '1234 5678', minutes: '60' },
});
export const AlreadyRegisteredMail = defineMail('auth.already_registered', { folder, values: {} });
