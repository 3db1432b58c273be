import { access, constants, readFile, stat } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import {
  FileChanged,
  FORMAT_NAMES,
  ImportLocked,
  LeaseLost,
  NothingToRetry,
  parseFirebaseParameters,
  UserImport,
  type ImportOutcome,
  type Refusal,
} from '@features/import';
import { placeOf } from '@platform/persistence/connection-pool';
import { PersistenceConfig } from '@platform/persistence/persistence.config';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';
import { progressLine } from './import-progress.rule';
import { refuseOverwriting, withReport } from './import-report';
import { sentencesAbout } from './import-sentences.rule';

interface Options {
  readonly from: string;
  readonly dryRun?: boolean;
  readonly refusedAgain?: boolean;
  readonly report?: string;
  readonly firebaseParameters?: string;
  readonly passwordHashes?: string;
  /** Commander's word for `--no-usernames`. */
  readonly usernames: boolean;
}

const SOME_REFUSED = 3;
const INTERRUPTED = 130;
const WORDED = [ImportLocked, LeaseLost, NothingToRetry] as const;

export function addImportCommand(program: Command, line: CommandLine): void {
  program
    .command('import')
    .description('bring in what another system knew')
    .command('users')
    .argument('<file>', 'NDJSON or JSON, see docs/importing-users.md')
    .description('bring users in with their passwords; the same command again goes on where it stopped')
    .addOption(new Option('--from <format>', 'where they come from').choices(FORMAT_NAMES).default('userkeep'))
    .option('--dry-run', 'check everything and write nothing')
    .option('--refused-again', 'of a file that has come in, try the records that were refused once more')
    .option('--report <file>', 'write who was refused and why, one JSON object a line')
    .option('--firebase-parameters <file>', 'the hash parameters, as the Firebase console shows them')
    .option('--password-hashes <file>', "Auth0's export of password hashes")
    .option('--no-usernames', 'leave usernames behind')
    .action(async (file: string, options: Options) => {
      const given = [file, options.firebaseParameters, options.passwordHashes].filter((path) => path !== undefined);
      await refuseUnreadable(given);
      if (options.report !== undefined) await refuseOverwriting(options.report, given);
      const outcome = await withReport(options.report, (report) => run(line, file, options, report));
      conclude(outcome, options);
    });
}

async function run(line: CommandLine, file: string, options: Options, report: (refusal: Refusal) => void) {
  const firebase = await firebaseParameters(options.firebaseParameters);
  const interruption = new AbortController();
  // Ctrl-C may arrive twice, from the terminal and from whoever started this.
  const interrupt = () => interruption.abort();
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const reasons = new Map<string, number>();
  line.remark(beginningOf(options));
  try {
    const outcome = await inApplication(line, (application) => {
      const begun = performance.now();
      return application.get(UserImport).run({
        file,
        format: options.from,
        firebase,
        hashesFile: options.passwordHashes,
        withoutUsernames: !options.usernames,
        dryRun: options.dryRun ?? false,
        refusedAgain: options.refusedAgain ?? false,
        signal: interruption.signal,
        onProgress: (progress) => line.progress(progressLine(progress, performance.now() - begun)),
        onRefusal: (refusal) => {
          reasons.set(refusal.reason, (reasons.get(refusal.reason) ?? 0) + 1);
          report(refusal);
        },
      });
    });
    for (const sentence of sentencesAbout(outcome, reasons, options)) line.print(sentence);
    return outcome;
  } catch (error) {
    if (WORDED.some((kind) => error instanceof kind)) throw new CommandRefused((error as Error).message);
    if (error instanceof FileChanged) {
      const rest = options.dryRun ? 'Nothing was written.' : 'What came in until then stays; the run is not finished.';
      throw new CommandRefused(`${error.message} ${rest}`);
    }
    throw error;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** Before anything is opened: whoever is at the wrong database can still stop it. */
function beginningOf({ dryRun }: Options): string {
  const place = placeOf(new PersistenceConfig().databaseUrl);
  return dryRun ? `Trying out against ${place}; nothing is written.` : `Importing into ${place}.`;
}

function conclude({ end, refused }: ImportOutcome, { dryRun, report }: Options): void {
  if (end === 'interrupted') {
    const next = dryRun ? 'Nothing was written.' : 'The same command goes on from here.';
    throw new CommandRefused(`Interrupted. ${next}`, INTERRUPTED);
  }
  if (refused === 0) return;
  const where = report === undefined ? '; --report <file> says which and why' : `; see ${report}`;
  throw new CommandRefused(`Some records ${dryRun ? 'would be' : 'were'} refused${where}.`, SOME_REFUSED);
}

async function refuseUnreadable(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const isReadable = async () => {
      await access(path, constants.R_OK);
      return (await stat(path)).isFile();
    };
    if (!(await isReadable().catch(() => false))) throw new CommandRefused(`The file ${path} cannot be read.`);
  }
}

async function firebaseParameters(path: string | undefined) {
  if (path === undefined) return undefined;
  const parameters = parseFirebaseParameters(await readFile(path, 'utf8'));
  if (!parameters) throw new CommandRefused(`${path} lacks a signer key of 32 bytes or more, rounds or memory cost.`);
  return parameters;
}
