import './mail.migration';
import './mail.mails';
import { join } from 'node:path';
import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsersModule } from '@features/users';
import { RuntimeConfig } from '@platform/config/runtime.config';
import type { FeaturePart } from '@platform/process/feature-part';
import { MailTransport } from './delivery/mail-transport';
import { senderOf } from './delivery/mail-sender.rule';
import { SmtpTransport } from './delivery/smtp-transport';
import { AppName } from './app-name';
import { MailConfig } from './mail.config';
import { MailUserData } from './mail.user-data';
import { Links } from './links/links';
import { MailDelivery } from './queue/mail-delivery';
import { MailEntity } from './queue/mail.entity';
import { MailMetrics } from './queue/mail-metrics';
import { MailRepository } from './queue/mail.repository';
import { MailSeal } from './queue/mail-seal';
import { Mailer } from './queue/mailer';
import { OperatorMailer } from './queue/operator-mailer';
import { TestMailer } from './queue/test-mailer';
import { OneTimeMailer } from './one-time/one-time-mailer';
import { Mailbox } from './mailbox/mailbox';
import { MailboxController } from './mailbox/mailbox.controller';
import { MailTemplates } from './templates/mail-templates';
import { REPORTS_PART } from './reports/reports.part';
import { SUPPRESSION_PART } from './suppression/suppression.part';

const PARTS: readonly FeaturePart[] = [SUPPRESSION_PART, REPORTS_PART];

/** Mail: templates, queue and delivery, and the addresses that receive none. */
@Module({
  imports: [UsersModule, TypeOrmModule.forFeature([MailEntity, ...PARTS.flatMap(({ entities = [] }) => entities)])],
  controllers: [MailboxController, ...PARTS.flatMap(({ controllers = [] }) => controllers)],
  providers: [
    AppName,
    MailConfig,
    MailUserData,
    Links,
    MailDelivery,
    MailMetrics,
    MailRepository,
    MailSeal,
    Mailer,
    OneTimeMailer,
    OperatorMailer,
    MailTemplates,
    TestMailer,
    {
      provide: Mailbox,
      inject: [MailConfig, RuntimeConfig],
      useFactory: (config: MailConfig, { dataDir, production }: RuntimeConfig) =>
        new Mailbox(join(dataDir, 'mailbox'), senderOf(config), !config.server && !production),
    },
    ...PARTS.flatMap(({ providers }) => providers),
    { provide: MailTransport, inject: [MailConfig, Mailbox], useFactory: transportFor },
  ],
  exports: [AppName, Links, Mailbox, Mailer, OneTimeMailer, OperatorMailer, TestMailer],
})
export class MailModule implements OnApplicationShutdown {
  constructor(private readonly transport: MailTransport) {}

  /** Runs after the worker has stopped. Interrupted mails are returned to the queue, and another worker sends them. */
  onApplicationShutdown(): void {
    this.transport.close();
  }
}

function transportFor(config: MailConfig, mailbox: Mailbox): MailTransport {
  const { server, sender, tls, concurrency } = config;
  if (!server || !sender) return mailbox;
  return new SmtpTransport({
    server,
    sender: senderOf(config),
    requireTls: tls === 'required',
    connections: concurrency,
  });
}
