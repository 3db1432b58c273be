import { join } from 'node:path';
import { defineMail } from '@features/mail';

const folder = join(__dirname, 'mails');
const values = { link: 'https://id.example.com/sign-in#token=uko_…', code: '1234 5678', minutes: '10' };

export const SignInLinkMail = defineMail('auth.sign_in_link', { folder, values });
export const SignInCodeMail = defineMail('auth.sign_in_code', { folder, values });
