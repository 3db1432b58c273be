import { SettingFault, type Setting } from '@platform/config/setting';
import { parseMailSender, type MailSender } from './mail-sender.rule';
import { parseSmtpUrl, type SmtpServer } from './smtp-url.rule';

/** If undefined, mails are kept in the mailbox page. This is possible only outside production. */
export const smtpUrlSetting: Setting<SmtpServer | undefined> = {
  variable: 'SMTP_URL',
  secret: true,
  shownDefault: '',
  help:
    'Required in production. The mail server, as smtp://user:password@mail.example.com:587 or smtps:// (user and password percent-encoded). ' +
    'If empty in development, emails are shown at /mailbox.',
  read: readerOf(parseSmtpUrl, 'must be of the form smtp://user:password@host:587 or smtps://user:password@host:465'),
};

export const mailFromSetting: Setting<MailSender | undefined> = {
  variable: 'MAIL_FROM',
  secret: false,
  shownDefault: '',
  help: 'Required with SMTP_URL. The sender of emails, for example no-reply@example.com or My App <no-reply@example.com>.',
  read: readerOf(parseMailSender, 'must be an email address, or a name followed by <an email address>'),
};

/** Errors do not include the value, because it can contain a password. */
function readerOf<T>(parse: (raw: string) => T | undefined, form: string) {
  return (raw: string | undefined, production: boolean): T | undefined => {
    if (raw === undefined || raw.trim() === '') {
      if (production) throw new SettingFault('is required');
      return undefined;
    }
    const value = parse(raw);
    if (value === undefined) throw new SettingFault(form);
    return value;
  };
}
