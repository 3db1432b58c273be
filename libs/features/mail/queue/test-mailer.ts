import { Injectable } from '@nestjs/common';
import type { EmailAddress } from '@platform/email/email-address.rule';
import { newId } from '@platform/ids/ids';
import { MailTransport } from '../delivery/mail-transport';
import { senderOf } from '../delivery/mail-sender.rule';
import { TestMail } from '../mail.mails';
import { MailConfig } from '../mail.config';
import { TemplateBook } from '../templates/template-book';
import { messageIdOf } from './message-id.rule';

/** Sends a mail at once, past the rows and jobs, to find out what the mail server says. */
@Injectable()
export class TestMailer {
  constructor(
    private readonly config: MailConfig,
    private readonly templates: TemplateBook,
    private readonly transport: MailTransport,
  ) {}

  /** What the mail server answered; throws `NotDelivered` with what it said instead. */
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
