import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { NotDelivered, shippedTemplates, TestMailer } from '@features/mail';
import { parseEmail } from '@platform/email/email-address.rule';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';

export function addMailCommand(program: Command, line: CommandLine): void {
  const mail = program.command('mail').description('test mail delivery and export mail templates');
  mail
    .command('templates')
    .argument('<folder>', 'the folder to write to; set MAIL_TEMPLATES to it afterwards')
    .description('write the templates and the layout of all mails, so that you can edit them')
    .action((folder: string) => writeTemplates(folder, line));
  mail
    .command('test')
    .argument('<address>', 'the recipient')
    .option('--language <language>', 'the language of the mail', 'en')
    .description('send a test mail and print the response of the mail server')
    .action(async (address: string, { language }: { language: string }) => {
      const to = parseEmail(address);
      if (!to) throw new CommandRefused(`${address} is not a valid email address.`);
      const answer = await inApplication(line, (application) =>
        application.get(TestMailer).send(to, language).catch(asRefusal),
      );
      line.print(`Sent. Response: ${answer}`);
    });
}

/** Writes all files or none, and never overwrites a file that the operator may have edited. */
function writeTemplates(folder: string, line: CommandLine): void {
  const files = shippedTemplates().map(({ path, source }) => ({ path: join(folder, path), source }));
  const taken = files.find(({ path }) => existsSync(path));
  if (taken) throw new CommandRefused(`${taken.path} already exists, so nothing was written.`);
  for (const { path, source } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, source);
    line.print(path);
  }
}

function asRefusal(error: unknown): never {
  throw error instanceof NotDelivered ? new CommandRefused(`Not sent. ${error.message}`) : error;
}
