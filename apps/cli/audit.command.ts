import type { Command } from 'commander';
import {
  HeadsUnusable,
  LogFileUnreadable,
  openLogFile,
  readLogKeys,
  StoredLog,
  verifyLog,
  writeLogFile,
  AuditLogAdmin,
  type VerifiedLog,
} from '@features/audit';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { FolderFileStore } from '@platform/files/folder-file-store';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';
import { counted } from './counted.rule';
import { configurations, openMainDatabase } from './databases';

interface VerifyCommandOptions {
  readonly heads: string[];
  readonly keys?: string;
}

const SHOWN = 20;
const collect = (value: string, values: string[]) => [...values, value];

export function addAuditCommand(program: Command, line: CommandLine): void {
  const audit = program.command('audit').description('prove and verify the audit log');
  audit
    .command('export')
    .argument('<file>', 'a new file; with the suffix .gz, it is compressed')
    .description('write the audit log, with sealed values as they are, to a file that `audit verify` reads')
    .action(async (file: string) => {
      const entries = await withStoredLog((log) => refusing(async () => writeLogFile(file, await log.read())));
      line.print(`${counted(entries)} entries were written to ${file}.`);
    });
  audit
    .command('verify')
    .argument('[file]', 'a file that `audit export` has written; without it, the database of DATABASE_URL is read')
    .option('--heads <path>', 'a file or folder with checkpoints that were kept elsewhere; repeatable', collect, [])
    .option('--keys <file>', 'the keys of the log that you noted earlier, as `audit keys` prints them')
    .description('find out whether an entry was altered, deleted, inserted or moved; needs no keys of the installation')
    .action(async (file: string | undefined, options: VerifyCommandOptions) => {
      const report = await refusing(() => (file === undefined ? verifyDatabase(options) : verifyFile(file, options)));
      for (const sentence of sentencesAbout(report)) line.print(sentence);
      for (const sentence of remarksAbout(report, options)) line.remark(sentence);
      if (report.findings.length > 0) throw new CommandRefused(refusalOf(report));
    });
  audit
    .command('keys')
    .description('print the keys that verify checkpoints; give them to those who verify the log')
    .action(async () => {
      await inApplication(line, async (application) => {
        for (const key of await application.get(AuditLogAdmin).keys()) line.print(key);
      });
    });
  audit
    .command('new-log')
    .requiredOption('--reason <text>', 'why, for example which backup was restored')
    .description(
      'begin a new tree over the events that exist, after the log was rolled back; the old one stays as evidence',
    )
    .action(async ({ reason }: { reason: string }) => {
      await inApplication(line, async (application) => {
        const origin = await application.get(AuditLogAdmin).beginAgain(reason);
        if (!origin)
          throw new CommandRefused('The audit log continues what was signed before, so it needs no new tree.');
        line.print(`The new log is ${origin}. Its first checkpoint is signed within seconds.`);
      });
    });
}

async function verifyFile(file: string, { heads, keys }: VerifyCommandOptions): Promise<VerifiedLog> {
  return verifyLog(await openLogFile(file), { heads, keys: keys === undefined ? [] : await readLogKeys(keys) });
}

async function verifyDatabase({ heads, keys }: VerifyCommandOptions): Promise<VerifiedLog> {
  const known = keys === undefined ? [] : await readLogKeys(keys);
  const files = new FolderFileStore(new RuntimeConfig());
  return withStoredLog(async (log) =>
    verifyLog(await log.read(), { heads, keys: known, tiles: await log.tilesIn(files) }),
  );
}

async function withStoredLog<T>(work: (log: StoredLog) => Promise<T>): Promise<T> {
  const { database } = await openMainDatabase(configurations(), false);
  try {
    return await work(new StoredLog(database));
  } finally {
    await database.close();
  }
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HeadsUnusable || error instanceof LogFileUnreadable) throw new CommandRefused(error.message);
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new CommandRefused('The file exists already.');
    throw error;
  }
}

function sentencesAbout(report: VerifiedLog): string[] {
  const { entries, root, contentsRemoved, pending, heads, confirmed, confirmedOutside, findings } = report;
  const shown = heads > 0 ? confirmedOutside : confirmed;
  const largest = shown.at(-1);
  return [
    `${counted(entries)} entries were read; their tree has the root ${root.toString('base64')}.`,
    ...(contentsRemoved > 0
      ? [`The contents of ${counted(contentsRemoved)} of them are not stored any more, only their hashes.`]
      : []),
    ...(pending > 0
      ? [`${counted(pending)} newer ${pending === 1 ? 'entry has' : 'entries have'} no position yet.`]
      : []),
    ...(largest
      ? [
          `Signed checkpoints ${heads > 0 ? 'from elsewhere ' : ''}with the root of the log: ${counted(shown.length)}, the largest with ${counted(largest.size)} entries.`,
          ...(largest.signers.length > 0 ? [`The largest is signed by ${largest.signers.join(' and ')}.`] : []),
        ]
      : []),
    ...(findings.length === 0 ? ['Nothing was altered, deleted, inserted or moved.'] : []),
  ];
}

function remarksAbout(report: VerifiedLog, { keys }: VerifyCommandOptions): string[] {
  const { heads, pending, confirmed, confirmedOutside, entries, otherLogs } = report;
  const proven = (heads > 0 ? confirmedOutside : confirmed).at(-1)?.size ?? 0;
  return [
    ...(heads === 0
      ? [
          'No checkpoint that was kept elsewhere was given. Someone with all files and keys could have rewritten the log as a whole. Use --heads.',
        ]
      : []),
    ...(keys === undefined
      ? [
          'Signatures were not verified, not even those that tell contents that were removed after their retention from deleted ones. Use --keys with the keys that you noted earlier.',
        ]
      : []),
    ...(proven < entries
      ? [
          `No checkpoint ${heads > 0 ? 'from elsewhere ' : ''}with the root of the log contains the newest ${counted(entries - proven + pending)} entries.`,
        ]
      : []),
    ...(otherLogs.length > 0
      ? [`Checkpoints of other logs were left out, because none of the keys is theirs: ${otherLogs.join(', ')}.`]
      : []),
  ];
}

function refusalOf({ findings }: VerifiedLog): string {
  const [first, ...others] = findings;
  const shown = others.slice(0, SHOWN).map(({ sentence }) => `  ${sentence}`);
  const more = others.length > SHOWN ? [`  … and ${counted(others.length - SHOWN)} more.`] : [];
  return [`The log is not as it was signed. ${first?.sentence}`, ...shown, ...more].join('\n');
}
