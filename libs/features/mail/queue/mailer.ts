import { Injectable } from '@nestjs/common';
import type { EmailAddress } from '@platform/email/email-address.rule';
import { Jobs } from '@platform/jobs/jobs';
import { newId, type UserId } from '@platform/ids/ids';
import { MailConfig } from '../mail.config';
import { senderOf } from '../delivery/mail-sender.rule';
import { linkNamesOf, type MailDefinition } from '../define-mail';
import { Links } from '../links/links';
import { SEND_MAIL } from './mail-delivery';
import { MailRepository } from './mail.repository';
import { MailSeal } from './mail-seal';
import { messageIdOf } from './message-id.rule';
import type { MailId } from './mail-id';

export interface OutgoingMail<Name extends string = string> {
  readonly mail: MailDefinition<Name>;
  readonly to: EmailAddress;
  /** The locale of the recipient. The nearest language with a template is used. */
  readonly language: string;
  /** The user whose account the mail is about; null if it is about no account. */
  readonly userId: UserId | null;
  readonly values: Readonly<Record<NoInfer<Name>, string>>;
  /** After this time the mail is not sent, because its code has expired. */
  readonly expiresAt?: Date;
}

const MAX_LANGUAGE_LENGTH = 35;

/** Enqueues a mail in the transaction of the change. The worker sends it after the commit. */
@Injectable()
export class Mailer {
  constructor(
    private readonly config: MailConfig,
    private readonly mails: MailRepository,
    private readonly seal: MailSeal,
    private readonly links: Links,
    private readonly jobs: Jobs,
  ) {}

  /** Returns the ID of the mail, which is also the ID of its job. */
  async send<Name extends string>(outgoing: OutgoingMail<Name>): Promise<string> {
    if (!this.mails.isInTransaction)
      throw new Error('Mails must be sent inside a transaction, so that they cannot be lost.');
    const values = this.valuesOf(outgoing);
    const { mail, to, language, userId, expiresAt = null } = outgoing;
    const id = newId<MailId>();
    await this.mails.add({
      id,
      userId,
      kind: mail.name,
      language: language.slice(0, MAX_LANGUAGE_LENGTH),
      messageId: messageIdOf(id, senderOf(this.config)),
      content: await this.seal.seal({ id, userId }, { to: to.address, values }),
      recipient: to.identity,
      expiresAt,
    });
    return this.jobs.enqueue(SEND_MAIL, { mailId: id }, { id });
  }

  private valuesOf<Name extends string>({ mail, values }: OutgoingMail<Name>): Record<string, string> {
    const provided: Readonly<Record<string, unknown>> = values;
    const entries = Object.keys(mail.values).map((name): [string, string] => {
      const value = provided[name];
      if (typeof value !== 'string') throw new Error(`The mail ${mail.name} requires the value ${name}.`);
      return [name, value];
    });
    const unknown = Object.keys(provided).filter((name) => !(name in mail.values));
    if (unknown.length > 0) throw new Error(`The mail ${mail.name} has no value ${unknown.join(', ')}.`);
    const links = linkNamesOf(mail);
    const external = entries.find(([name, value]) => links.has(name) && !this.links.isOwn(value));
    if (external)
      throw new Error(`The link ${external[0]} of the mail ${mail.name} does not point to this application.`);
    return Object.fromEntries(entries);
  }
}
