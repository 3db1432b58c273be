import type { Command } from 'commander';
import { NoRecipient, RecordedBackup } from '@features/privacy';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';
import { counted } from '@platform/text/counted.rule';
import { sizeText } from './size-text.rule';

const FILE_CALLS = ['fsync', 'mkdir', 'open', 'rename', 'scandir', 'stat', 'unlink', 'write'];

export function addBackupCreateCommand(backup: Command, line: CommandLine): void {
  backup
    .command('create')
    .description('make a backup while the product runs')
    .action(async () => {
      const begun = performance.now();
      const created = await inApplication(line, (application) =>
        application
          .get(RecordedBackup)
          .create((rows, bytes) => line.progress(`${counted(rows, 'row')}, ${sizeText(bytes)} before compression`)),
      ).catch((error: unknown) => {
        if (error instanceof NoRecipient) throw new CommandRefused(error.message);
        if (isFileError(error)) throw new CommandRefused(`The backup could not be written: ${error.message}.`);
        throw error;
      });
      const { rows, dataBytes, keysBytes, missingFiles } = created;
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      line.print(
        `${created.backup}: ${counted(rows, 'row')} in ${seconds} s; data ${sizeText(dataBytes)}, keys ${sizeText(keysBytes)}.`,
      );
      if (missingFiles > 0)
        line.complain(`Files that were deleted during the backup and are not part of it: ${counted(missingFiles)}.`);
    });
}

/** For example a full disk, or a folder that cannot be written to. An unreachable database is not one. */
function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return FILE_CALLS.includes((error as NodeJS.ErrnoException | undefined)?.syscall ?? '');
}
