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
import { counted } from '@platform/text/counted.rule';
import { configurations, openMainDatabase } from './databases';

interface VerifyCommandOptions {
  readonly heads: string[];
  readonly keys?: string;
}

const SHOWN = 20;
const collect = (value: string, values: string[]) => [...values, value];

export function addAuditCommand(program: Command, line: CommandLine): void {
  const audit = program.command('audit').description('export and verify the audit log');
  audit
    .command('export')
    .argument('<file>', 'the file to create; it is compressed if its name ends with .gz')
    .description('export the audit log to a file for `audit verify`; sealed values stay sealed')
    .action(async (file: string) => {
      const entries = await withStoredLog((log) => refusing(async () => writeLogFile(file, await log.read())));
      line.print(`Entries written to ${file}: ${counted(entries)}.`);
    });
  audit
    .command('verify')
    .argument('[file]', 'a file that `audit export` has written; without it, the database of DATABASE_URL is read')
    .option('--heads <path>', 'a file or folder with checkpoints that were kept elsewhere; repeatable', collect, [])
    .option('--keys <file>', 'the keys of the log that you saved earlier, as `audit keys` prints them')
    .description('check whether entries were altered, deleted, inserted or moved; requires no keys of the installation')
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
      'start a new tree over the existing events, after the log was rolled back; the old one stays as evidence',
    )
    .action(async ({ reason }: { reason: string }) => {
      await inApplication(line, async (application) => {
        const origin = await application.get(AuditLogAdmin).beginAgain(reason);
        if (!origin)
          throw new CommandRefused('The audit log matches what was signed before, so no new tree is needed.');
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
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new CommandRefused('The file already exists.');
    throw error;
  }
}

function sentencesAbout(report: VerifiedLog): string[] {
  const { entries, root, contentsRemoved, pending, heads, confirmed, confirmedOutside, findings } = report;
  const shown = heads > 0 ? confirmedOutside : confirmed;
  const largest = shown.at(-1);
  return [
    `Entries read: ${counted(entries)}. Their tree has the root ${root.toString('base64')}.`,
    ...(contentsRemoved > 0
      ? [`The contents of ${counted(contentsRemoved)} of them were removed by retention; only their hashes are stored.`]
      : []),
    ...(pending > 0 ? [`${counted(pending, 'newer entry has', 'newer entries have')} no position yet.`] : []),
    ...(largest
      ? [
          `The log matches ${counted(shown.length, 'signed checkpoint')} ${heads > 0 ? 'that you provided' : 'that it contains'}; the largest covers ${counted(largest.size, 'entry', 'entries')}.`,
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
          'No checkpoints from another place were provided, so someone with all files and keys could have rewritten the whole log unnoticed. Use --heads.',
        ]
      : []),
    ...(keys === undefined
      ? [
          'No signatures were verified, so contents removed by retention cannot be distinguished from contents that someone deleted. Use --keys with the keys that you saved earlier.',
        ]
      : []),
    ...(proven < entries
      ? [
          `No ${heads > 0 ? 'checkpoint that you provided' : 'signed checkpoint'} covers the newest ${counted(entries - proven + pending, 'entry', 'entries')}.`,
        ]
      : []),
    ...(otherLogs.length > 0
      ? [`Checkpoints of other logs were ignored, because none of the keys belongs to them: ${otherLogs.join(', ')}.`]
      : []),
  ];
}

function refusalOf({ findings }: VerifiedLog): string {
  const [first, ...others] = findings;
  const shown = others.slice(0, SHOWN).map(({ sentence }) => `  ${sentence}`);
  const more = others.length > SHOWN ? [`  … and ${counted(others.length - SHOWN)} more.`] : [];
  return [`The log does not match what was signed. ${first?.sentence}`, ...shown, ...more].join('\n');
}
