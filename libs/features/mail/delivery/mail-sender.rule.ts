import { parseEmail } from '@platform/email/email-address.rule';

export interface MailSender {
  /** Empty when mails are to carry the app's name. */
  readonly name: string;
  readonly address: string;
}

const NAMED = /^([^<>"\p{C}]{1,100}?)\s*<([^<>\s]+)>$/u;

/** `no-reply@example.com` or `My App <no-reply@example.com>`, with or without quotes around the name. */
export function parseMailSender(text: string): MailSender | undefined {
  const trimmed = text.trim().replace(/^"([^"]*)"(?=\s*<)/, '$1');
  const parts = NAMED.exec(trimmed);
  const email = parseEmail(parts ? parts[2] : trimmed);
  return email && { name: parts?.[1] ?? '', address: email.address };
}

/** The sender while mails are only kept in the mailbox. The domain is reserved (RFC 2606). */
const DUMMY_USER_ID: MailSender = { name: '', address: 'no-reply@userkeep.invalid' };

export function senderOf({ sender = DUMMY_USER_ID, appName }: { sender?: MailSender; appName: string }): MailSender {
  return { name: sender.name || appName, address: sender.address };
}
