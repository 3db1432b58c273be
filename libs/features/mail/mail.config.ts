import { defineConfig } from '@platform/config/config';
import { faultOfBase } from '@platform/config/addresses.rule';
import { checked, choice, integer, optionalText, text, url } from '@platform/config/setting';
import { mailFromSetting, smtpUrlSetting } from './delivery/smtp.settings';

const pagesUrl = url('PAGES_URL', {
  protocols: ['http:', 'https:'],
  default: '',
  help: 'The base URL of the pages that links in emails lead to. The default is PUBLIC_URL.',
  inProduction: (value) =>
    value === '' || value.startsWith('https://') ? undefined : 'must start with https:// in production',
});

const settings = {
  server: smtpUrlSetting,
  sender: mailFromSetting,
  tls: choice('SMTP_TLS', ['required', 'offered'], {
    default: 'required',
    developmentDefault: 'offered',
    help: 'For smtp://. required: emails are sent only over STARTTLS. offered (the default in development): STARTTLS is used if the server supports it.',
  }),
  appName: text('APP_NAME', { default: 'userkeep', help: 'The name of the app in emails.' }),
  pagesUrl: checked(pagesUrl, (value) => [faultOfBase(value)]),
  templates: optionalText('MAIL_TEMPLATES', {
    help: 'A folder with your own email templates and layout. `userkeep mail templates <folder>` writes the built-in ones to a folder.',
  }),
  concurrency: integer('MAIL_CONCURRENCY', {
    default: 4,
    min: 1,
    max: 100,
    help: 'The number of emails that one process sends at the same time, each over a separate, reused connection.',
  }),
};

export class MailConfig extends defineConfig('Mail', settings, ({ server, sender }) =>
  server && !sender ? ['MAIL_FROM is required with SMTP_URL.'] : [],
) {}
