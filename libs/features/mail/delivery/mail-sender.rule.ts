import { parseEmail } from '@platform/email/email-address.rule';

export interface MailSender {
  /** If empty, the name of the app is used. */
  readonly name: string;
  readonly address: string;
}

const NAME_AND_ADDRESS = /^([^<>"\p{C}]{1,100}?)\s*<([^<>\s]+)>$/u;

/** Parses `no-reply@example.com` or `My App <no-reply@example.com>`. The name can be quoted. */
export function parseMailSender(text: string): MailSender | undefined {
  const trimmed = text.trim().replace(/^"([^"]*)"(?=\s*<)/, '$1');
  const parts = NAME_AND_ADDRESS.exec(trimmed);
  const email = parseEmail(parts ? parts[2] : trimmed);
  return email && { name: parts?.[1] ?? '', address: email.address };
}

/** The sender if mails are only stored in the mailbox. The domain is reserved (RFC 2606). */
const MAILBOX_SENDER: MailSender = { name: '', address: 'no-reply@userkeep.invalid' };

export function senderOf({ sender = MAILBOX_SENDER, appName }: { sender?: MailSender; appName: string }): MailSender {
  return { name: sender.name || appName, address: sender.address };
}
