import { Injectable } from '@nestjs/common';
import type { EmailAddress } from '@platform/email/email-address.rule';
import { newId } from '@platform/ids/ids';
import { MailTransport } from '../delivery/mail-transport';
import { senderOf } from '../delivery/mail-sender.rule';
import { TestMail } from '../mail.mails';
import { MailConfig } from '../mail.config';
import { MailTemplates } from '../templates/mail-templates';
import { messageIdOf } from './message-id.rule';

/** Sends a mail directly, without the queue, to test the mail server. */
@Injectable()
export class TestMailer {
  constructor(
    private readonly config: MailConfig,
    private readonly templates: MailTemplates,
    private readonly transport: MailTransport,
  ) {}

  /** Returns the response of the mail server, or throws `NotDelivered` with the error. */
  async send(to: EmailAddress, language: string): Promise<string> {
    const id = newId();
    const date = new Date();
    return this.transport.deliver({
      id,
      messageId: messageIdOf(id, senderOf(this.config)),
      date,
      to: to.address,
      secrets: [],
      ...this.templates.write(TestMail.name, language, { time: date.toISOString() }),
    });
  }
}
