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
  /** Commander sets this to false for `--no-usernames`. */
  readonly usernames: boolean;
}

const SOME_REFUSED = 3;
const INTERRUPTED = 130;
const EXPECTED_ERRORS = [ImportLocked, LeaseLost, NothingToRetry] as const;

export function addImportCommand(program: Command, line: CommandLine): void {
  program
    .command('import')
    .description('import data from another system')
    .command('users')
    .argument('<file>', 'NDJSON or JSON, see docs/importing-users.md')
    .description('import users with their passwords; run the same command again to resume an interrupted import')
    .addOption(new Option('--from <format>', 'the format of the file').choices(FORMAT_NAMES).default('userkeep'))
    .option('--dry-run', 'check all records without writing anything')
    .option('--refused-again', 'retry the rejected records of an imported file')
    .option('--report <file>', 'write the rejected records and the reasons to this file, one JSON object per line')
    .option('--firebase-parameters <file>', 'the file with the hash parameters from the Firebase console')
    .option('--password-hashes <file>', "the file with Auth0's export of password hashes")
    .option('--no-usernames', 'do not import usernames')
    .action(async (file: string, options: Options) => {
      const inputs = [file, options.firebaseParameters, options.passwordHashes].filter((path) => path !== undefined);
      await rejectUnreadable(inputs);
      if (options.report !== undefined) await refuseOverwriting(options.report, inputs);
      const outcome = await withReport(options.report, (report) => run(line, file, options, report));
      conclude(outcome, options);
    });
}

async function run(line: CommandLine, file: string, options: Options, report: (refusal: Refusal) => void) {
  const firebase = await firebaseParameters(options.firebaseParameters);
  const interruption = new AbortController();
  // Ctrl-C can arrive twice: from the terminal and from the parent process.
  const interrupt = () => interruption.abort();
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const reasons = new Map<string, number>();
  line.remark(introductionOf(options));
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
    if (EXPECTED_ERRORS.some((kind) => error instanceof kind)) throw new CommandRefused((error as Error).message);
    if (error instanceof FileChanged) {
      const rest = options.dryRun
        ? 'Nothing was written.'
        : 'The users imported so far are kept; the import is not complete.';
      throw new CommandRefused(`${error.message} ${rest}`);
    }
    throw error;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** Printed before anything is opened, so that the operator can stop an import into the wrong database. */
function introductionOf({ dryRun }: Options): string {
  const place = placeOf(new PersistenceConfig().databaseUrl);
  return dryRun ? `Dry run against ${place}; nothing is written.` : `Importing into ${place}.`;
}

function conclude({ end, refused }: ImportOutcome, { dryRun, report }: Options): void {
  if (end === 'interrupted') {
    const next = dryRun ? 'Nothing was written.' : 'Run the same command again to resume.';
    throw new CommandRefused(`Interrupted. ${next}`, INTERRUPTED);
  }
  if (refused === 0) return;
  const where = report === undefined ? '; use --report <file> to see which and why' : `; see ${report}`;
  throw new CommandRefused(`Some records ${dryRun ? 'would be' : 'were'} rejected${where}.`, SOME_REFUSED);
}

async function rejectUnreadable(paths: readonly string[]): Promise<void> {
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
  if (!parameters)
    throw new CommandRefused(`${path} must contain a signer key of at least 32 bytes, rounds and memory cost.`);
  return parameters;
}
