import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { ArchiveReader, ExportImport, verifyExport, type ImportReport } from '@features/privacy';
import { isId, type UserId } from '@platform/ids/ids';
import { counted } from '@platform/text/counted.rule';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';
import { sentencesAboutExport } from './export-import-sentences.rule';
import { refuseOverwriting } from './import-report';
import { refusingBroken } from './refuse-broken-archive';
import { trustedKeysOf } from './trusted-keys.option';

interface Options {
  readonly user?: string;
  readonly new?: string;
  readonly keys?: string;
  readonly report?: string;
}

export function addUsersCommand(program: Command, line: CommandLine): void {
  program
    .command('users')
    .description('manage users')
    .command('import-export')
    .argument('<file>', 'the ZIP archive that a user downloaded from another installation')
    .option('--user <id>', 'import into this account')
    .option('--new <email>', 'create an account with this email address, which its owner has to verify')
    .option(
      '--keys <file or URL>',
      'the keys of the other installation; an export that none of them has signed is rejected',
    )
    .option('--report <file>', 'write what was imported, skipped and changed to this file, as JSON')
    .description('verify an export and import its data into an account; safe to run again')
    .action(async (file: string, options: Options) => {
      if ((options.user === undefined) === (options.new === undefined))
        throw new CommandRefused('Give either --user or --new.');
      if (options.report !== undefined) await refuseOverwriting(options.report, [file]);
      const report = await refusingBroken(file, () => importExport(line, file, options));
      for (const sentence of sentencesAboutExport(report)) line.print(sentence);
      if (options.report !== undefined) await writeReport(options.report, report);
    });
}

async function importExport(line: CommandLine, file: string, options: Options): Promise<ImportReport> {
  const trusted = await trustedKeysOf(options.keys);
  const archive = await ArchiveReader.open(file);
  try {
    const { manifest } = await verifyExport(archive, trusted);
    return await inApplication(line, async (application) => {
      const imports = application.get(ExportImport);
      const userId = await accountOf(imports, options);
      line.remark(`Importing into the account ${userId}.`);
      return imports.run(archive, manifest, userId, (items) => line.progress(counted(items, 'item')));
    });
  } finally {
    archive.close();
  }
}

async function accountOf(imports: ExportImport, options: Options): Promise<UserId> {
  if (options.new !== undefined) return imports.createAccount(options.new);
  const state = isId<UserId>(options.user) ? await imports.stateOf(options.user) : undefined;
  if (!isId<UserId>(options.user) || state === undefined)
    throw new CommandRefused(`There is no user with the ID ${options.user}.`);
  if (state === 'closed')
    throw new CommandRefused(
      `The account ${options.user} is scheduled for erasure. Cancel the deletion before you import data.`,
    );
  return options.user;
}

/** Other users cannot read the report. */
async function writeReport(path: string, report: ImportReport): Promise<void> {
  try {
    await writeFile(path, `${JSON.stringify(report, undefined, 2)}\n`, { mode: 0o600 });
  } catch (error) {
    throw new CommandRefused(`The report cannot be written to ${path} (${(error as NodeJS.ErrnoException).code}).`);
  }
}
