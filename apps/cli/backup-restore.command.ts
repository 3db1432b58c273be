import { Option, type Command } from 'commander';
import {
  backupTools,
  ErasureReplay,
  RestoreRefused,
  timeOfBackup,
  UnusableArchive,
  type TrustedSigners,
} from '@features/privacy';
import { inApplication } from './application-context';
import {
  ANY_SIGNATURE_OPTION,
  KEY_OPTION,
  privateKeyIn,
  SIGNING_KEYS_OPTION,
  type RestoreOptions,
} from './backup-keys';
import { restoreOneUser } from './backup-restore-user';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';
import { trustedKeysOf } from './trusted-keys.option';
import { counted } from '@platform/text/counted.rule';

interface Options extends RestoreOptions {
  readonly keys?: string;
  readonly ledger?: string;
  readonly force?: boolean;
  readonly user?: string;
}

const CURRENT = 'current';

export function addBackupRestoreCommand(backup: Command, line: CommandLine): void {
  backup
    .command('restore')
    .argument('<name>', 'the name of a backup, or the path of its archive of the data')
    .description('restore a backup into the configured databases and files; stop userkeep first')
    .requiredOption(...KEY_OPTION)
    .option(
      '--keys <name>',
      'the archive of the keys, or "current" to keep the keys database; by default that of the backup',
    )
    .option('--ledger <name>', 'a newer archive of the keys; the users in its erasure ledger are erased again')
    .option('--force', 'replace the tables of databases that are not empty')
    .option('--user <id>', 'restore the data of this user only, while userkeep runs')
    .addOption(new Option(...SIGNING_KEYS_OPTION))
    .addOption(new Option(...ANY_SIGNATURE_OPTION).conflicts('signingKeys'))
    .action(async (name: string, options: Options) => {
      try {
        if (options.user !== undefined) return await restoreOneUser(line, name, options.user, options);
        await restore(line, name, options);
      } catch (error) {
        const isExpected = error instanceof UnusableArchive || error instanceof RestoreRefused;
        throw isExpected ? new CommandRefused(error.message) : error;
      }
      const erased = await inApplication({ ...line, env: { ...line.env, MIGRATE_ON_START: 'true' } }, (application) =>
        application.get(ErasureReplay, { strict: false }).applyAll(),
      );
      line.print(
        `The databases are migrated. Users erased again according to the erasure ledger: ${counted(erased)}. You can now start userkeep.`,
      );
    });
}

async function restore(line: CommandLine, name: string, options: Options): Promise<void> {
  const { archive, restore: restorer } = backupTools();
  const keys = keysNameIn(name, options.keys);
  const outcome = await restorer().run({
    data: await archive(name, 'data'),
    keys: keys === CURRENT ? CURRENT : await archive(keys, 'keys'),
    ledger: options.ledger === undefined ? undefined : await archive(options.ledger, 'keys'),
    privateKey: await privateKeyIn(options.key),
    trusted: await trustedSigners(options),
    force: options.force ?? false,
    onStep: (step) => line.remark(`${step} …`),
    onRows: (rows) => line.progress(`${counted(rows, 'row')}`),
  });
  line.print(`${outcome.backup} was restored: ${counted(outcome.rows, 'row')} and ${counted(outcome.files, 'file')}.`);
}

/** The databases that could say which keys are trusted are about to be replaced. */
async function trustedSigners({ anySignature, signingKeys }: Options): Promise<TrustedSigners> {
  const trusted = anySignature ? 'any' : await trustedKeysOf(signingKeys);
  if (trusted) return trusted;
  throw new CommandRefused(
    'Give the keys that sign your backups with --signing-keys, a copy of /.well-known/userkeep-document-keys.json. Without a copy, --any-signature accepts an archive with any signature; use it only if no other person could have replaced the archive.',
  );
}

function keysNameIn(name: string, keys: string | undefined): string {
  if (keys !== undefined) return keys;
  if (timeOfBackup(name)) return name;
  throw new CommandRefused('Give the archive of the keys with --keys, or --keys current.');
}
