import type { Command } from 'commander';
import { addBackupCreateCommand } from './backup-create.command';
import { addBackupKeyCommand } from './backup-key.command';
import { addBackupListCommand } from './backup-list.command';
import { addBackupRestoreCommand } from './backup-restore.command';
import { addBackupVerifyCommand } from './backup-verify.command';
import type { CommandLine } from './command-line';

export function addBackupCommand(program: Command, line: CommandLine): void {
  const backup = program.command('backup').description('create, list, verify and restore encrypted backups');
  for (const add of [
    addBackupKeyCommand,
    addBackupCreateCommand,
    addBackupListCommand,
    addBackupVerifyCommand,
    addBackupRestoreCommand,
  ]) {
    add(backup, line);
  }
}
