import { Command, CommanderError } from 'commander';
import { loadConfiguration } from '@platform/config/config';
import { stackOf } from '@platform/process/source-lines';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';
import { addAdminCommand } from './admin.command';
import { addAuditCommand } from './audit.command';
import { addBackupCommand } from './backup.command';
import { addEventsCommand } from './events.command';
import { addImportCommand } from './import.command';
import { addJobsCommand } from './jobs.command';
import { addKeysCommand } from './keys.command';
import { addMailCommand } from './mail.command';
import { addMigrateCommand } from './migrate.command';
import { addOpenapiCommand } from './openapi.command';
import { addPrivacyCommand } from './privacy.command';
import { addUsersCommand } from './users.command';
import { addVerifyCommand } from './verify.command';
import { addWebPushKeyCommand } from './web-push-key.command';
import { addWitnessCommand } from './witness.command';
import { sentencesOf } from './sentences';

/** To add a command, create `<name>.command.ts` that exports such a function, and list it here. */
const COMMANDS: readonly ((program: Command, line: CommandLine) => void)[] = [
  addMigrateCommand,
  addAdminCommand,
  addKeysCommand,
  addJobsCommand,
  addAuditCommand,
  addEventsCommand,
  addMailCommand,
  addImportCommand,
  addPrivacyCommand,
  addBackupCommand,
  addOpenapiCommand,
  addUsersCommand,
  addVerifyCommand,
  addWebPushKeyCommand,
  addWitnessCommand,
];

/** Returns the exit code. `args` are the arguments after the program name. */
export async function runCommand(args: readonly string[], line: CommandLine): Promise<number> {
  const program = new Command('userkeep')
    .description('Manage a userkeep installation.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => line.print(text.trimEnd()),
      writeErr: (text) => line.complain(text.trimEnd()),
    })
    .hook('preAction', (_program, command) => {
      if (needsSettings(command)) loadConfiguration(line.env);
    });
  for (const add of COMMANDS) add(program, line);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    const sentences = sentencesOf(error);
    for (const text of sentences ?? [stackOf(error)]) line.complain(text);
    return error instanceof CommandRefused ? error.exitCode : 1;
  }
}

/** Some commands also run on machines where userkeep is not configured, such as that of an auditor. */
function needsSettings(command: Command): boolean {
  const [group, name] = [command.parent?.name(), command.name()];
  const readsFile = group === 'audit' && name === 'verify' && command.args.length > 0;
  return name !== 'witness' && group !== 'verify' && !readsFile;
}
