import './communications.migration';
import './communications.mails';
import { join } from 'node:path';
import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { MailCarrier } from './carrier/mail-carrier';
import { senderOf } from './carrier/mail-sender.rule';
import { SmtpCarrier } from './carrier/smtp-carrier';
import { AppName } from './app-name';
import { CommunicationsConfig } from './communications.config';
import { CommunicationsKeeper } from './communications.user-data';
import { Links } from './mail/links';
import { MailDelivery } from './mail/mail-delivery';
import { MailEntity } from './mail/mail.entity';
import { MailMetrics } from './mail/mail-metrics';
import { MailRepository } from './mail/mail.repository';
import { MailSeal } from './mail/mail-seal';
import { Mailer } from './mail/mailer';
import { TestMailer } from './mail/test-mailer';
import { OneTimeMailer } from './one-time/one-time-mailer';
import { Mailbox } from './mailbox/mailbox';
import { MailboxController } from './mailbox/mailbox.controller';
import { TemplateBook } from './templates/template-book';

/** How the product reaches its users: for now, mails. */
@Module({
  imports: [TypeOrmModule.forFeature([MailEntity])],
  controllers: [MailboxController],
  providers: [
    AppName,
    CommunicationsConfig,
    CommunicationsKeeper,
    Links,
    MailDelivery,
    MailMetrics,
    MailRepository,
    MailSeal,
    Mailer,
    OneTimeMailer,
    TemplateBook,
    TestMailer,
    {
      provide: Mailbox,
      inject: [CommunicationsConfig, RuntimeConfig],
      useFactory: (config: CommunicationsConfig, { dataDir, production }: RuntimeConfig) =>
        new Mailbox(join(dataDir, 'mailbox'), senderOf(config), !config.server && !production),
    },
    { provide: MailCarrier, inject: [CommunicationsConfig, Mailbox], useFactory: carrierFor },
  ],
  exports: [AppName, Links, Mailbox, Mailer, OneTimeMailer, TestMailer],
})
export class CommunicationsModule implements OnApplicationShutdown {
  constructor(private readonly carrier: MailCarrier) {}

  /** After the worker has stopped: what it could not end is given back, and sent by another. */
  onApplicationShutdown(): void {
    this.carrier.close();
  }
}

function carrierFor(config: CommunicationsConfig, mailbox: Mailbox): MailCarrier {
  const { server, sender, tls, concurrency } = config;
  if (!server || !sender) return mailbox;
  return new SmtpCarrier({
    server,
    sender: senderOf(config),
    requireTls: tls === 'required',
    connections: concurrency,
  });
}
