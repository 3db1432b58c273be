import type { Command } from 'commander';
import { addKeysListCommand } from './keys-list.command';
import { addKeysRetireCommand } from './keys-retire.command';
import { addKeysRewrapCommand } from './keys-rewrap.command';
import { addKeysRotateMasterCommand } from './keys-rotate-master.command';
import { addKeysRotateCommand } from './keys-rotate.command';
import type { CommandLine } from './command-line';

export function addKeysCommand(program: Command, line: CommandLine): void {
  const keys = program.command('keys').description('list, rotate and retire encryption keys without downtime');
  for (const add of [
    addKeysListCommand,
    addKeysRotateCommand,
    addKeysRewrapCommand,
    addKeysRetireCommand,
    addKeysRotateMasterCommand,
  ]) {
    add(keys, line);
  }
}
