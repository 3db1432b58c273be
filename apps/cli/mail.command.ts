import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { NotDelivered, shippedTemplates, TestMailer } from '@features/mail';
import { parseEmail } from '@platform/email/email-address.rule';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';

export function addMailCommand(program: Command, line: CommandLine): void {
  const mail = program.command('mail').description('the mails of this installation');
  mail
    .command('templates')
    .argument('<folder>', 'where to write them; MAIL_TEMPLATES can then name it')
    .description('write the texts and the layout of all mails, to be edited')
    .action((folder: string) => writeTemplates(folder, line));
  mail
    .command('test')
    .argument('<address>', 'whom to send it to')
    .option('--language <language>', 'the language of the mail', 'en')
    .description('send a test mail at once, and say what the mail server answered')
    .action(async (address: string, { language }: { language: string }) => {
      const to = parseEmail(address);
      if (!to) throw new CommandRefused(`${address} is not an e-mail address we can deliver to.`);
      const answer = await inApplication(line, (application) =>
        application.get(TestMailer).send(to, language).catch(asRefusal),
      );
      line.print(`Sent. The answer was: ${answer}`);
    });
}

/** All or nothing, and never over what somebody has edited. */
function writeTemplates(folder: string, line: CommandLine): void {
  const files = shippedTemplates().map(({ path, source }) => ({ path: join(folder, path), source }));
  const taken = files.find(({ path }) => existsSync(path));
  if (taken) throw new CommandRefused(`${taken.path} is there already, so nothing was written.`);
  for (const { path, source } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, source);
    line.print(path);
  }
}

function asRefusal(error: unknown): never {
  throw error instanceof NotDelivered ? new CommandRefused(`Not sent. ${error.message}`) : error;
}
