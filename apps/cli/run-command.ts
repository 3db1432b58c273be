import { Command, CommanderError } from 'commander';
import { loadConfiguration } from '@platform/config/config';
import { addKeysCommand } from './keys.command';
import { addMigrateCommand } from './migrate.command';
import type { Output } from './output';
import { sentencesOf } from './sentences.rule';

/** To add a command: one file `<name>.command.ts` that exports such a function, and its name here. */
const COMMANDS: readonly ((program: Command, output: Output) => void)[] = [addMigrateCommand, addKeysCommand];

/** Answers the exit code. `words` are what follows the program's name. */
export async function runCommand(words: readonly string[], output: Output, env = process.env): Promise<number> {
  const program = new Command('userkeep')
    .description('Everything an app knows about its users: looking after an installation.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.print(text.trimEnd()),
      writeErr: (text) => output.complain(text.trimEnd()),
    })
    .hook('preAction', () => loadConfiguration(env));
  for (const add of COMMANDS) add(program, output);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    const sentences = sentencesOf(error);
    for (const line of sentences ?? [(error as Error)?.stack ?? String(error)]) output.complain(line);
    return 1;
  }
}
