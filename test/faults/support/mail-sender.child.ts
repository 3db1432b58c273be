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

// A process that promises mails one after the other, every fourth of them in a change that is rolled back, until it is
// killed. It is told how many, and says which it is about to promise and which it has promised.
const { ROUND = '', NAIVE } = process.env;
/** Keeps what it was told to send in memory, as one does without rows. */
const isNaive = NAIVE === 'yes';
const say = (word: string) => void process.send?.(word);
let allowed = 0;
let goOn: () => void = () => undefined;
process.on('message', (more) => {
  allowed += Number(more);
  goOn();
});

async function main(): Promise<void> {
  const open = await openPlatform(process.env);
  @Module({ imports: [PlatformModule.over(open, 'cli'), ...FEATURES] })
  class SenderModule {}
  const app = await NestFactory.createApplicationContext(SenderModule, { logger: false });
  const [mailer, carrier, { transactions }] = [app.get(Mailer), app.get(MailTransport), app.get(Database)];
  const rolledBack = new Error('rolled back');
  say('is ready');
  for (let count = 0; ; count++) {
    while (count >= allowed) await new Promise<void>((resolve) => (goOn = resolve));
    const isDoomed = count % 4 === 3;
    const address = `${isDoomed ? 'never' : 'mail'}-${ROUND}-${count}@example.com`;
    say(`begins ${address}`);
    const to = parseEmail(address) as EmailAddress;
    const values = { time: new Date().toISOString() };
    try {
      await transactions.run(async () => {
        if (!isNaive) await mailer.send({ mail: TestMail, to, language: 'en', userId: null, values });
        if (isDoomed) throw rolledBack;
      });
      say(`promised ${address}`);
      if (isNaive) void carrier.deliver(byHand(address)).catch(() => undefined);
    } catch (error) {
      if (error !== rolledBack) throw error;
      say(`rolled back ${address}`);
    }
  }
}

function byHand(to: string) {
  const messageId = `<${to}>`;
  return { id: to, messageId, date: new Date(), to, subject: 'x', text: 'x', html: 'x', secrets: [] };
}

void main();
