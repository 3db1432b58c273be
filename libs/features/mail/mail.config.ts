import { defineConfig } from '@platform/config/config';
import { faultOfBase } from '@platform/config/addresses.rule';
import { checked, choice, integer, optionalText, text, url } from '@platform/config/setting';
import { mailFromSetting, smtpUrlSetting } from './delivery/smtp.settings';

const pagesUrl = url('PAGES_URL', {
  protocols: ['http:', 'https:'],
  default: '',
  help: 'Where the pages are that links in mails lead to, if not at PUBLIC_URL.',
  inProduction: (value) =>
    value === '' || value.startsWith('https://') ? undefined : 'must start with https:// in production',
});

const settings = {
  server: smtpUrlSetting,
  sender: mailFromSetting,
  tls: choice('SMTP_TLS', ['required', 'offered'], {
    default: 'required',
    developmentDefault: 'offered',
    help: 'For smtp://. required: nothing is sent to a server without STARTTLS; offered (the default in development): encrypted where the server can.',
  }),
  appName: text('APP_NAME', { default: 'userkeep', help: 'What mails call the app.' }),
  pagesUrl: checked(pagesUrl, (value) => [faultOfBase(value)]),
  templates: optionalText('MAIL_TEMPLATES', {
    help: 'Folder with texts and a layout of your own for mails, as `userkeep mail templates <folder>` writes them.',
  }),
  concurrency: integer('MAIL_CONCURRENCY', {
    default: 4,
    min: 1,
    max: 100,
    help: 'Mails one process sends at a time, each over a connection of its own that is used again.',
  }),
};

export class MailConfig extends defineConfig('Mail', settings, ({ server, sender }) =>
  server && !sender ? ['MAIL_FROM is required with SMTP_URL.'] : [],
) {}
