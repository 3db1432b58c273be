import type { Command } from 'commander';
import { backupTools, timeOfBackup, type StoredArchive } from '@features/privacy';
import { alignedRows } from './aligned-rows.rule';
import type { CommandLine } from './command-line';
import { sizeText } from './size-text.rule';

export function addBackupListCommand(backup: Command, line: CommandLine): void {
  backup
    .command('list')
    .description('list the backups, newest first')
    .action(async () => {
      const { store } = backupTools();
      const [data, keys] = [await store.list('data'), await store.list('keys')];
      const names = [...new Set([...data, ...keys].map(({ backup: name }) => name))].sort().reverse();
      if (names.length === 0) return line.complain('There are no backups.');
      const of = (archives: readonly StoredArchive[], name: string) => archives.find((one) => one.backup === name);
      const rows = names.map((name) => [
        name,
        timeOfBackup(name)?.toISOString().replace('.000', '') ?? '',
        ...cells(of(data, name)),
        ...cells(of(keys, name)),
      ]);
      const head = ['BACKUP', 'TIME', 'DATA', 'VERIFIED', 'KEYS', 'VERIFIED'];
      for (const row of alignedRows([head, ...rows])) line.print(row);
    });
}

function cells(archive: StoredArchive | undefined): [string, string] {
  if (!archive) return ['-', '-'];
  const { verification } = archive;
  return [sizeText(archive.size), verification ? (verification.contents ? 'contents' : 'signature') : 'no'];
}
