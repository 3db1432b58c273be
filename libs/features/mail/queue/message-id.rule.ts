import type { MailSender } from '../delivery/mail-sender.rule';

/** The same at every attempt, so that a mail that came twice can be seen to be one. */
export function messageIdOf(mailId: string, { address }: MailSender): string {
  return `<${mailId}@${address.slice(address.indexOf('@') + 1)}>`;
}
