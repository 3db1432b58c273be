import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Mailer } from '@features/mail';
import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';
import { openPlatform } from '@platform/open-platform';
import { Database } from '@platform/persistence/database';
import { PlatformModule } from '@platform/platform.module';
import { FEATURES } from '../../../apps/features';
import { MailTransport } from '@features/mail/delivery/mail-transport';
import { TestMail } from '@features/mail/mail.mails';

// A process that queues mails one after the other until it is killed; every fourth mail is in a transaction that is
// rolled back. Its parent sends how many mails it may queue, and it reports each mail before and after it queued it.
const { ROUND = '', NAIVE } = process.env;
/** The control: sends from memory after the commit, without a row for the mail. */
const isNaive = NAIVE === 'yes';
const report = (word: string) => void process.send?.(word);
let allowed = 0;
let resume: () => void = () => undefined;
process.on('message', (more) => {
  allowed += Number(more);
  resume();
});

async function main(): Promise<void> {
  const open = await openPlatform(process.env);
  @Module({ imports: [PlatformModule.over(open, 'cli'), ...FEATURES] })
  class SenderModule {}
  const app = await NestFactory.createApplicationContext(SenderModule, { logger: false });
  const [mailer, transport, { transactions }] = [app.get(Mailer), app.get(MailTransport), app.get(Database)];
  const rolledBack = new Error('rolled back');
  report('ready');
  for (let count = 0; ; count++) {
    while (count >= allowed) await new Promise<void>((resolve) => (resume = resolve));
    const isRolledBack = count % 4 === 3;
    const address = `${isRolledBack ? 'never' : 'mail'}-${ROUND}-${count}@example.com`;
    report(`queuing ${address}`);
    const to = parseEmail(address) as EmailAddress;
    const values = { time: new Date().toISOString() };
    try {
      await transactions.run(async () => {
        if (!isNaive) await mailer.send({ mail: TestMail, to, language: 'en', userId: null, values });
        if (isRolledBack) throw rolledBack;
      });
      report(`queued ${address}`);
      if (isNaive) void transport.deliver(messageTo(address)).catch(() => undefined);
    } catch (error) {
      if (error !== rolledBack) throw error;
      report(`rolled back ${address}`);
    }
  }
}

function messageTo(to: string) {
  const messageId = `<${to}>`;
  return { id: to, messageId, date: new Date(), to, subject: 'x', text: 'x', html: 'x', secrets: [] };
}

void main();
