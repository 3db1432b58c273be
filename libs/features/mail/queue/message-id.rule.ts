import type { MailSender } from '../delivery/mail-sender.rule';

/** The message ID is the same for every attempt, so that receivers recognise duplicates. */
export function messageIdOf(mailId: string, { address }: MailSender): string {
  return `<${mailId}@${address.slice(address.indexOf('@') + 1)}>`;
}
